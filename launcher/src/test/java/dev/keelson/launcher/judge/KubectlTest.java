package dev.keelson.launcher.judge;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type, by the oldest and the newest kubectl that can be had, against our server. */
@Tag("judge")
@Timeout(300)
class KubectlTest {
  private static final String PAIRS = "dev.keelson.launcher.judge.Kubectls#all";
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, labels: {app: web}}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: web, image: "web:1", ports: [{containerPort: 80}]}
            - {name: side, image: "side:1"}
      """;

  @TempDir static Path directory;
  private static OurApiserver server;

  @BeforeAll
  static void start() throws Exception {
    Kubectls.all().close();
    server = OurApiserver.start(directory.resolve("server"));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void looksAround(Kubectls.Pair tools) {
    KubeSession its = open(tools, "look");
    its.kubectl("version").has("Server Version: v1.36");
    its.kubectl("cluster-info").has("Kubernetes control plane");
    its.kubectl("api-versions").has("apps/v1\n", "rbac.authorization.k8s.io/v1\n", "\nv1\n");
    its.kubectl("api-resources --api-group=apps -o name")
        .says(
            "controllerrevisions.apps",
            "daemonsets.apps",
            "deployments.apps",
            "replicasets.apps",
            "statefulsets.apps");
    its.kubectl("get namespaces -o name")
        .has("namespace/default\n", "namespace/kube-system\n", "namespace/" + its.namespace());
    its.kubectl("get service kubernetes -n default -o jsonpath={.spec.ports[0].name}")
        .says("https");
    its.kubectl("get --raw /readyz").says("ok");
    its.kubectl("get pods").has("No resources found in " + its.namespace() + " namespace.");
    its.kubectl("get pod none").refuses("Error from server (NotFound): pods \"none\" not found");
    its.kubectl("get nonsense").refuses("the server doesn't have a resource type \"nonsense\"");
    its.kubectl("auth whoami -o jsonpath={.status.userInfo.groups}").has("system:masters");
    its.kubectl("auth can-i delete nodes").has("yes");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void keepsObjects(Kubectls.Pair tools) {
    KubeSession its = open(tools, "objects");
    its.kubectl("create configmap one --from-literal=a=before").says("configmap/one created");
    its.kubectl("create configmap one --from-literal=a=2").refuses("already exists");
    its.kubectl("get configmap one -o jsonpath={.data.a}").says("before");
    its.kubectl("edit configmap one").says("configmap/one edited");
    its.kubectl("get configmap one -o go-template={{.data.a}}").says("after");
    its.kubectl("label configmap one tier=front").says("configmap/one labeled");
    its.kubectl("label configmap one tier=back").refuses("--overwrite is false");
    its.kubectl("annotate configmap one note='two words'").says("configmap/one annotated");
    its.kubectl("get configmap -l tier=front -o name").says("configmap/one");
    its.kubectl("get configmap -l tier!=front -o name").hasNot("configmap/one");
    its.kubectl("get configmap --field-selector=metadata.name=one -o name").says("configmap/one");
    its.kubectl("patch configmap one -p '{\"data\":{\"b\":\"2\"}}'").says("configmap/one patched");
    its.kubectl("patch configmap one --type=merge -p '{\"data\":{\"a\":null}}'")
        .says("configmap/one patched");
    its.kubectl(
            "patch configmap one --type=json"
                + " -p '[{\"op\":\"add\",\"path\":\"/data/c\",\"value\":\"3\"}]'")
        .says("configmap/one patched");
    its.kubectl("get configmap one -o jsonpath={.data}").says("{\"b\":\"2\",\"c\":\"3\"}");
    its.kubectl("create secret generic hidden --from-literal=k=v").says("secret/hidden created");
    its.kubectl("get secret hidden -o jsonpath={.type}:{.data.k}").says("Opaque:dg==");
    its.kubectl("create configmap dry --from-literal=a=1 --dry-run=server -o name")
        .says("configmap/dry");
    its.kubectl("wait --for=create configmap/one --timeout=60s").has("condition met");
    its.kubectl("delete configmap one").has("configmap \"one\" deleted");
    its.kubectl("delete configmap one").refuses("(NotFound)");
    its.kubectl("get configmap dry --ignore-not-found").says();
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void appliesOnEitherSide(Kubectls.Pair tools) {
    KubeSession its = open(tools, "apply").file("web.yaml", WEB);
    its.kubectl("apply -f web.yaml").says("deployment.apps/web created");
    its.kubectl("apply -f web.yaml").says("deployment.apps/web unchanged");
    its.file("web.yaml", WEB.replace("web:1", "web:2"));
    its.kubectl("diff -f web.yaml").refuses("image: web:2");
    its.kubectl("diff --server-side --force-conflicts -f web.yaml").refuses("image: web:2");
    its.kubectl("get deployment web -o jsonpath={..image}").says("web:1 side:1");
    its.kubectl("apply -f web.yaml").says("deployment.apps/web configured");
    its.kubectl("get deployment web -o jsonpath={..image}").says("web:2 side:1");
    its.kubectl("delete -f web.yaml --wait=false").has("deployment.apps \"web\" deleted");

    String signed = "apply --server-side -f web.yaml";
    its.file("web.yaml", WEB.replace("name: web, labels", "name: two, labels"));
    its.kubectl(signed).says("deployment.apps/two serverside-applied");
    its.file(
        "other.yaml",
        WEB.replace("name: web, labels", "name: two, labels").replace("s: 2", "s: 3"));
    String other = "apply --server-side --field-manager=other -f other.yaml";
    its.kubectl(other).refuses("conflict with \"kubectl\": .spec.replicas");
    its.kubectl(other + " --force-conflicts").says("deployment.apps/two serverside-applied");
    its.kubectl("get deployment two -o jsonpath={.spec.replicas}").says("3");
    its.kubectl(signed).refuses("conflict with \"other\": .spec.replicas");
    its.kubectl("replace --force -f web.yaml").has("deployment.apps/two replaced");
    its.kubectl("get deployment two -o jsonpath={.spec.replicas}").says("2");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void changesWorkloads(Kubectls.Pair tools) {
    KubeSession its = open(tools, "workloads");
    its.kubectl("create deployment d --image=app:1 --replicas=2").says("deployment.apps/d created");
    its.kubectl("set image deployment/d app=app:2").says("deployment.apps/d image updated");
    its.kubectl("set env deployment/d A=1").says("deployment.apps/d env updated");
    its.kubectl("set resources deployment/d --limits=cpu=200m")
        .says("deployment.apps/d resource requirements updated");
    its.kubectl("scale deployment d --replicas=4").says("deployment.apps/d scaled");
    its.kubectl("scale deployment d --replicas=5 --current-replicas=9")
        .refuses("Expected replicas to be 9, was 4");
    its.kubectl("get deployment d -o jsonpath={.spec.replicas}:{..image}:{..limits.cpu}")
        .says("4:app:2:200m");
    its.kubectl("get deployment d --no-headers").has("0/4");
    its.kubectl("rollout pause deployment d").says("deployment.apps/d paused");
    its.kubectl("rollout resume deployment d").says("deployment.apps/d resumed");
    its.kubectl("rollout restart deployment d").says("deployment.apps/d restarted");
    its.kubectl("autoscale deployment d --min=1 --max=3 --cpu-percent=50")
        .has("horizontalpodautoscaler.autoscaling/d autoscaled");
    its.kubectl("expose deployment d --port=80").says("service/d exposed");
    its.kubectl("get service d -o jsonpath={.spec.selector.app}:{.spec.type}").says("d:ClusterIP");
    its.kubectl("create job j --image=app").says("job.batch/j created");
    its.kubectl("create cronjob c --image=app --schedule='*/5 * * * *'")
        .says("cronjob.batch/c created");
    its.kubectl("create job from --from=cronjob/c").says("job.batch/from created");
    its.kubectl("create ingress i --rule='a.example/x*=d:80'")
        .says("ingress.networking.k8s.io/i created");
    its.kubectl("create poddisruptionbudget b --selector=app=d --min-available=1")
        .says("poddisruptionbudget.policy/b created");
    its.kubectl("get all -o name")
        .has("deployment.apps/d\n", "service/d\n", "cronjob.batch/c\n", "job.batch/j\n");
    its.kubectl("describe deployment d").has("RollingUpdate", "app:2");
    its.kubectl("delete deployment d --cascade=foreground --wait=false").has("deleted");
    its.kubectl("get deployment d -o jsonpath={.metadata.finalizers}")
        .says("[\"foregroundDeletion\"]");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void treatsPodsAndNodes(Kubectls.Pair tools) {
    KubeSession its = open(tools, "pods");
    String node = "node-" + its.namespace();
    its.input("{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + node + "\"}}")
        .kubectl("create -f -")
        .says("node/" + node + " created");
    its.kubectl("run p --image=app").says("pod/p created");
    its.kubectl("run q --image=app").says("pod/q created");
    its.kubectl("get pods --no-headers").has("Pending", "0/1");
    its.kubectl("wait --for=condition=Ready pod/p --timeout=1s").refuses("timed out waiting");
    its.kubectl("wait --for=jsonpath={.status.phase}=Pending pod/p --timeout=60s")
        .has("condition met");
    its.input(
            """
            {"kind":"Binding","apiVersion":"v1","metadata":{"name":"p"},
             "target":{"kind":"Node","name":"%s"}}
            """
                .formatted(node))
        .kubectl("create --raw /api/v1/namespaces/" + its.namespace() + "/pods/p/binding -f -")
        .has("Success");
    its.kubectl("get pods -o name --field-selector=spec.nodeName=" + node).says("pod/p");
    its.kubectl("debug p --image=tools --attach=false -q");
    its.kubectl("get pod p -o jsonpath={.spec.ephemeralContainers[*].image}").says("tools");
    its.kubectl("cordon " + node).says("node/" + node + " cordoned");
    its.kubectl("get node " + node).has("SchedulingDisabled");
    its.kubectl("taint node " + node + " a=b:NoSchedule").says("node/" + node + " tainted");
    its.kubectl("uncordon " + node).says("node/" + node + " uncordoned");
    its.kubectl("drain --force --disable-eviction --grace-period=0 --timeout=60s " + node)
        .has("node/" + node + " drained");
    its.kubectl("get pods -o name").says("pod/q");
    its.kubectl("delete pod q --grace-period=0 --force").has("pod \"q\" force deleted");
    its.kubectl("top nodes").refuses("Metrics API not available");
    its.kubectl("top pods").refuses("Metrics API not available");
    its.kubectl("delete node " + node).has("node \"" + node + "\" deleted");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void refusesWhatRolesDoNotAllow(Kubectls.Pair tools) {
    KubeSession its = open(tools, "roles");
    its.kubectl("get pods --as=alice")
        .refuses(
            "Error from server (Forbidden): pods is forbidden: User \"alice\" cannot list resource"
                + " \"pods\" in API group \"\" in the namespace \""
                + its.namespace()
                + "\"");
    its.kubectl("create role reader --verb=get,list --resource=pods")
        .says("role.rbac.authorization.k8s.io/reader created");
    its.kubectl("create rolebinding reader --role=reader --user=alice")
        .says("rolebinding.rbac.authorization.k8s.io/reader created");
    its.kubectl("wait --for=jsonpath={.roleRef.name}=reader rolebinding/reader --timeout=60s");
    its.kubectl("auth can-i list pods --as=alice").says("yes");
    its.kubectl("auth can-i delete pods --as=alice").refuses("no");
    its.kubectl("auth can-i --list --as=alice")
        .has("Resources", "pods", "[get list]", "selfsubjectaccessreviews.authorization.k8s.io")
        .hasNot("*.*");
    its.kubectl("auth can-i --list").has("*.*", "[*]");
    its.kubectl("get pods --as=alice").has("No resources found");
    its.kubectl("create configmap no --as=alice").refuses("cannot create resource \"configmaps\"");
    its.kubectl("create serviceaccount robot").says("serviceaccount/robot created");
    its.kubectl("create token robot").has("eyJ");
    its.kubectl("create token none").refuses("serviceaccounts \"none\" not found");
  }

  @ParameterizedTest
  @MethodSource(PAIRS)
  void namesWhatIsWrong(Kubectls.Pair tools) {
    KubeSession its = open(tools, "wrong");
    its.file("bad.yaml", WEB.replace("matchLabels: {app: web}", "matchLabels: {app: other}"));
    its.kubectl("create -f bad.yaml")
        .refuses(
            "The Deployment \"web\" is invalid",
            "spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}",
            "`selector` does not match template `labels`");
    its.file("unknown.yaml", WEB.replace("replicas:", "replicasss:"));
    its.kubectl("create -f unknown.yaml").refuses("unknown field \"spec.replicasss\"");
    its.kubectl("create -f unknown.yaml --validate=warn --dry-run=server")
        .has("Warning: unknown field \"spec.replicasss\"");
    its.kubectl("explain deployment.spec.replicas").has("FIELD: replicas <integer>");
    its.kubectl("explain pods --recursive").has("KIND:", "containers\t<[]Container> -required-");
    its.kubectl("explain cronjobs.spec --api-version=batch/v1")
        .has("GROUP:", "batch", "jobTemplate");
    its.kubectl("explain pod.spec.none").refuses("field \"none\" does not exist");
    its.kubectl("explain nonsense").refuses("the server doesn't have a resource type");
    its.kubectl("run Bad_Name --image=x").refuses("Invalid value: \"Bad_Name\"");
    its.kubectl("create configmap one --from-literal=a=1").says("configmap/one created");
    its.kubectl("patch configmap one -p '{\"metadata\":{\"resourceVersion\":\"1\"}}'")
        .refuses("(Conflict)", "the object has been modified");
    its.kubectl("get pods --field-selector=spec.none=1").refuses("field label not supported");
    its.kubectl("create cronjob c --image=x --schedule=never")
        .refuses("spec.schedule: Invalid value");
    its.kubectl("delete namespace default").refuses("(Forbidden)");
    its.kubectl("create configmap x -n nowhere").refuses("namespaces \"nowhere\" not found");
  }

  private static KubeSession open(Kubectls.Pair tools, String name) {
    return KubeSession.open(tools, server, directory, name);
  }
}
