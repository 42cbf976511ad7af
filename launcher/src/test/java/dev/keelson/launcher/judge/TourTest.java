package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people see of a cluster, by kubectl and Helm: {@code keelson up} does what they ask for, and
 * describe and events say why. Tests share one cluster of two nodes, and leave it as it was.
 */
@Tag("judge")
@Timeout(400)
class TourTest {
  @TempDir static Path directory;
  private static Kubectls.Pair tools;
  private static OurProcess cluster;

  @BeforeAll
  static void start() {
    tools = Kubectls.newest();
    cluster = OurProcess.up(directory.resolve("cluster"), "--in-memory", "--nodes=2");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static KubeSession open(String name) {
    return KubeSession.open(tools, cluster, directory, name);
  }

  @Test
  void deploysScalesAndRollsBack() {
    KubeSession its = open("deploy");
    its.kubectl("create deployment web --image=web:1 --replicas=3 --port=80").has("created");
    its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
    its.kubectl("expose deployment web").says("service/web exposed");
    its.until(
        "get endpoints web -o jsonpath={.subsets[*].addresses[*].targetRef.kind}", "Pod Pod Pod");
    its.until(
        "get endpointslices -o jsonpath={.items[*].endpoints[*].conditions.ready}",
        "true true true");

    its.kubectl("scale deployment web --replicas=5").says("deployment.apps/web scaled");
    its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
    its.kubectl("get deployment web --no-headers").has("5/5");
    its.kubectl("set image deployment/web web=web:2").says("deployment.apps/web image updated");
    its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
    its.kubectl("get pods -l app=web -o jsonpath={..containers[*].image}").has("web:2");
    its.kubectl("rollout history deployment/web").has("1 ", "2 ");
    its.kubectl("rollout undo deployment/web").says("deployment.apps/web rolled back");
    its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
    its.kubectl("get deployment web -o jsonpath={..image}").says("web:1");
    its.kubectl("describe deployment web")
        .has(
            "5 desired | 5 updated | 5 total | 5 available | 0 unavailable",
            "NewReplicaSetAvailable");
    its.until("events --for deployment/web", "ScalingReplicaSet", "from 0 to 3");
    its.kubectl("exec deployment/web -- echo hello").says("hello");
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  @Test
  void runsOrderedSetsAndOneOnEachNode() {
    KubeSession its =
        open("sets")
            .file(
                "sets.yaml",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: db}
                spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  serviceName: db
                  replicas: 3
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: db, image: "db:1"}]}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: each}
                spec:
                  selector: {matchLabels: {app: each}}
                  template:
                    metadata: {labels: {app: each}}
                    spec: {containers: [{name: each, image: "each:1"}]}
                """);
    its.kubectl("apply -f sets.yaml").has("statefulset.apps/db created");
    its.kubectl("rollout status statefulset/db --timeout=110s").has("complete");
    its.kubectl("get pods -l app=db --sort-by=.metadata.name -o name")
        .says("pod/db-0", "pod/db-1", "pod/db-2");
    its.until("describe statefulset db", "Create Pod db-2 in StatefulSet db successful");
    its.kubectl("scale statefulset db --replicas=1").says("statefulset.apps/db scaled");
    its.kubectl("wait --for=delete pod/db-1 --timeout=110s");
    its.kubectl("get pods -l app=db -o name").says("pod/db-0");
    its.kubectl("rollout status daemonset/each --timeout=110s").has("successfully rolled out");
    its.kubectl("get pods -l app=each --sort-by=.spec.nodeName -o jsonpath={..nodeName}")
        .says("node-0 node-1");
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  @Test
  void endsJobsAndSaysWhatTheyLogged() {
    KubeSession its =
        open("jobs")
            .file(
                "fails.yaml",
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: fails}
                spec:
                  backoffLimit: 0
                  template:
                    metadata:
                      annotations:
                        pretend.keelson.dev/exit-after: 1ms
                        pretend.keelson.dev/exit-code: "3"
                        pretend.keelson.dev/logs: out of luck
                    spec:
                      restartPolicy: Never
                      containers: [{name: c, image: "c:1"}]
                """);
    its.kubectl("create job once --image=busybox -- true").says("job.batch/once created");
    its.kubectl("wait --for=condition=complete job/once --timeout=110s").has("condition met");
    its.kubectl("get pods -l job-name=once --no-headers").has("Completed");
    its.kubectl("create cronjob tick --image=busybox --schedule='0 0 1 1 *' -- true")
        .says("cronjob.batch/tick created");
    its.kubectl("create job now --from=cronjob/tick").says("job.batch/now created");
    its.kubectl("wait --for=condition=complete job/now --timeout=110s").has("condition met");
    its.kubectl("apply -f fails.yaml").says("job.batch/fails created");
    its.kubectl("wait --for=condition=failed job/fails --timeout=110s").has("condition met");
    its.until("describe job fails", "BackoffLimitExceeded", "1 Failed");
    its.kubectl("logs job/fails").has("out of luck");
    its.kubectl("get pods -l job-name=fails -o jsonpath={..terminated.exitCode}").says("3");
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  /** No server of metrics is there: upstream's autoscaler says that, in these words. */
  @Test
  void saysWhyItCannotScaleByItself() {
    KubeSession its = open("hpa");
    its.kubectl("create deployment web --image=web:1").has("created");
    its.kubectl("autoscale deployment web --min=1 --max=3 --cpu=50%").has("autoscaled");
    its.until(
        "describe hpa web",
        "SucceededGetScale",
        "FailedGetResourceMetric",
        "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to"
            + " get metrics for resource cpu: unable to fetch metrics from resource metrics API:"
            + " the server could not find the requested resource (get pods.metrics.k8s.io)");
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  @Test
  void drainsWithinABudgetAndHeedsTaints() {
    KubeSession its = open("nodes");
    its.kubectl("create deployment web --image=web:1 --replicas=4").has("created");
    its.kubectl("create poddisruptionbudget web --selector=app=web --min-available=3")
        .has("created");
    its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
    its.until("get poddisruptionbudget web -o jsonpath={.status.disruptionsAllowed}", "1");
    its.kubectl("drain node-0 --ignore-daemonsets --force --timeout=110s")
        .has("node/node-0 drained");
    its.kubectl("rollout status deployment/web --timeout=110s").has("successfully rolled out");
    its.kubectl("get pods -l app=web --field-selector=spec.nodeName=node-0 -o name").says();
    its.kubectl("describe node node-0").has("node.kubernetes.io/unschedulable:NoSchedule");
    its.kubectl("uncordon node-0").says("node/node-0 uncordoned");

    its.kubectl("taint node node-1 gone=yes:NoExecute").says("node/node-1 tainted");
    its.until(
        "get deployment web -o jsonpath={.status.readyReplicas}:{.status.unavailableReplicas}",
        "4:");
    its.until("get pods -l app=web -o jsonpath={..nodeName}", "node-0 node-0 node-0 node-0");
    its.kubectl("run stuck --image=x --overrides='{\"spec\":{\"nodeSelector\":{\"no\":\"such\"}}}'")
        .says("pod/stuck created");
    its.until(
        "describe pod stuck",
        "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s)"
            + " had untolerated taint(s).");
    its.kubectl("taint node node-1 gone-").says("node/node-1 untainted");
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  @Test
  void letsTheImportantGoFirst() {
    KubeSession its = open("priority");
    its.kubectl("create priorityclass important --value=1000").has("created");
    its.file("low.yaml", pod("low", "priority: 0"))
        .file("high.yaml", pod("high", "priorityClassName: important"));
    its.kubectl("apply -f low.yaml").says("pod/low created");
    its.kubectl("wait --for=condition=Ready pod/low --timeout=110s").has("condition met");
    its.kubectl("apply -f high.yaml").says("pod/high created");
    its.kubectl("wait --for=condition=Ready pod/high --timeout=110s").has("condition met");
    its.kubectl("wait --for=delete pod/low --timeout=110s");
    its.kubectl("get pods -o name").says("pod/high");
    its.until("events --for pod/low", "Preempted", "Preempted by pod");
    its.kubectl("delete priorityclass important").has("deleted");
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  /** It wants most of node-0. */
  private static String pod(String name, String more) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s}
    spec:
      %s
      nodeSelector: {kubernetes.io/hostname: node-0}
      terminationGracePeriodSeconds: 0
      containers:
      - {name: c, image: "c:1", resources: {requests: {cpu: "5"}}}
    """
        .formatted(name, more);
  }

  @Test
  void holdsToQuotasAndEmptiesNamespaces() {
    KubeSession its = open("quota");
    its.kubectl("create quota few --hard=pods=1").has("created");
    its.until("get quota few -o jsonpath={.status.hard.pods}", "1");
    its.kubectl("run one --image=x").says("pod/one created");
    its.kubectl("run two --image=x")
        .refuses("exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");
    its.until("describe quota few", "pods        1     1");
    its.kubectl("create deployment over --image=x --replicas=2").has("created");
    its.until("describe replicaset", "FailedCreate", "is forbidden: exceeded quota: few");
    its.kubectl("delete namespace " + its.namespace() + " --timeout=110s").has("deleted");
    its.kubectl("get namespace " + its.namespace()).refuses("(NotFound)");
    its.kubectl("get all -o name").says();
  }

  @Test
  void installsAChartWhoseHookIsAJob() {
    Kubectls.withHelm().close();
    KubeSession its = open("chart");
    chart(its);
    its.helm("install one chart --wait --timeout=110s").has("STATUS: deployed");
    its.kubectl("get job one-before -o jsonpath={.status.succeeded}").says("1");
    its.kubectl("get deployment one --no-headers").has("2/2");
    its.helm("upgrade one chart --set tag=2 --wait --timeout=110s").has("REVISION: 2");
    its.kubectl("get deployment one -o jsonpath={..image}").says("web:2");
    its.helm("rollback one 1 --wait --timeout=110s").has("Rollback was a success");
    its.kubectl("get deployment one -o jsonpath={..image}").says("web:1");
    its.helm("history one -o json").has("\"revision\":3");
    its.helm("uninstall one --wait --timeout=110s").says("release \"one\" uninstalled");
    its.kubectl("get deployments -o name").says();
    its.kubectl("wait --for=delete pod -l app=web --timeout=110s");
    its.kubectl("get pods -l app=web -o name").says();
    its.kubectl("delete namespace " + its.namespace()).has("deleted");
  }

  private static void chart(KubeSession its) {
    its.file("chart/Chart.yaml", "{apiVersion: v2, name: tiny, version: 0.1.0}\n");
    its.file("chart/values.yaml", "tag: 1\n");
    its.file(
        "chart/templates/all.yaml",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "{{ .Release.Name }}"}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:{{ .Values.tag }}"}]}
        """);
    its.file(
        "chart/templates/before.yaml",
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: "{{ .Release.Name }}-before"
          annotations:
            helm.sh/hook: pre-install,pre-upgrade
            helm.sh/hook-delete-policy: before-hook-creation
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: "c:1", command: ["true"]}]
        """);
  }

  @Test
  void tellsItsState() {
    Tool.Ended status = Tool.keelson().run("status", "--kubeconfig=" + cluster.kubeconfig());
    assertThat(status.output()).contains("✓ nodes", "2 ready");
    assertThat(status.code()).isZero();
  }
}
