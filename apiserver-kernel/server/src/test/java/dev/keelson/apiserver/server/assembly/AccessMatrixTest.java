package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.assembly.Kernel.Caller;
import dev.keelson.apiserver.server.assembly.Kernel.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, by RBAC objects that were made as a user makes them. */
class AccessMatrixTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static Kernel kernel;
  private static Caller admin;

  @BeforeAll
  static void open() {
    kernel = Kernel.guarded();
    admin = kernel.as("admin", "system:masters");
    made("/api/v1/namespaces", "{'metadata':{'name':'dev'}}");
    made("/api/v1/namespaces", "{'metadata':{'name':'ops'}}");
    for (String name : new String[] {"one", "two"}) {
      made("/api/v1/namespaces/dev/configmaps", "{'metadata':{'name':'" + name + "'}}");
    }
    role("dev", "reader", "{'apiGroups':[''],'resources':['pods'],'verbs':['get','list','watch']}");
    role("dev", "logs", "{'apiGroups':[''],'resources':['pods/log'],'verbs':['get']}");
    role(
        "dev",
        "named",
        "{'apiGroups':[''],'resources':['configmaps'],'resourceNames':['one'],"
            + "'verbs':['get','list','watch','create','update','patch','delete',"
            + "'deletecollection']}");
    role("dev", "scaler", "{'apiGroups':['apps'],'resources':['*/scale'],'verbs':['*']}");
    role("dev", "anything", "{'apiGroups':['*'],'resources':['*'],'verbs':['*']}");
    role(
        "dev",
        "roles",
        "{'apiGroups':['" + GROUP + "'],'resources':['roles','rolebindings'],'verbs':['*']}");
    role(
        "dev",
        "roles-only",
        "{'apiGroups':['"
            + GROUP
            + "'],'resources':['roles','rolebindings'],"
            + "'verbs':['create','update','patch']}");
    role(
        "dev",
        "binder",
        "{'apiGroups':['"
            + GROUP
            + "'],'resources':['roles'],'resourceNames':['reader'],'verbs':['bind']}");
    clusterRole("paths", "{'nonResourceURLs':['/metrics','/api/v1/x*','/logs/*'],'verbs':['get']}");
    clusterRole(
        "as-ann",
        "{'apiGroups':[''],'resources':['users'],'resourceNames':['ann'],'verbs':['impersonate']}");
    clusterRole(
        "as-groups", "{'apiGroups':[''],'resources':['users','groups'],'verbs':['impersonate']}");
    made(
        RBAC + "/clusterroles",
        "{'metadata':{'name':'part','labels':{'to':'sum'}},'rules':[{'apiGroups':[''],"
            + "'resources':['secrets'],'verbs':['list']}]}");
    made(
        RBAC + "/clusterroles",
        "{'metadata':{'name':'sum'},'aggregationRule':{'clusterRoleSelectors':"
            + "[{'matchLabels':{'to':'sum'}}]},'rules':[]}");
    for (String name :
        new String[] {"reader", "logs", "named", "scaler", "anything", "roles", "roles-only"}) {
      bind("dev", name, name);
    }
    bind("dev", "binder", "roles-only-binder");
    bind("dev", "roles-only", "roles-only-binder");
    clusterBind("paths", "User", "paths");
    clusterBind("as-ann", "User", "as-ann");
    clusterBind("as-groups", "User", "as-groups");
    clusterBind("sum", "Group", "summers");
    made(
        RBAC + "/namespaces/dev/rolebindings",
        "{'metadata':{'name':'ann'},'roleRef':{'apiGroup':'"
            + GROUP
            + "','kind':'Role','name':'reader'},'subjects':[{'apiGroup':'"
            + GROUP
            + "','kind':'User','name':'ann'},{'kind':'ServiceAccount','name':'robot',"
            + "'namespace':'ops'}]}");
    seen("roles", "rolebindings", "clusterroles", "clusterrolebindings");
  }

  @AfterAll
  static void close() {
    kernel.close();
  }

  private static void made(String path, String body) {
    admin.send("POST", path, Kernel.JSON, body).is(201);
  }

  private static void role(String namespace, String name, String rule) {
    made(
        RBAC + "/namespaces/" + namespace + "/roles",
        "{'metadata':{'name':'" + name + "'},'rules':[" + rule + "]}");
  }

  private static void clusterRole(String name, String rule) {
    made(RBAC + "/clusterroles", "{'metadata':{'name':'" + name + "'},'rules':[" + rule + "]}");
  }

  private static void bind(String namespace, String role, String user) {
    made(
        RBAC + "/namespaces/" + namespace + "/rolebindings",
        binding("Role", role, "User", user).replace("'x'", "'" + role + "-" + user + "'"));
  }

  private static void clusterBind(String role, String kind, String name) {
    made(
        RBAC + "/clusterrolebindings",
        binding("ClusterRole", role, kind, name).replace("'x'", "'" + role + "'"));
  }

  private static String binding(String of, String role, String kind, String name) {
    return ("{'metadata':{'name':'x'},'roleRef':{'apiGroup':'%s','kind':'%s','name':'%s'},"
            + "'subjects':[{'apiGroup':'%s','kind':'%s','name':'%s'}]}")
        .formatted(GROUP, of, role, GROUP, kind, name);
  }

  /** The authorizer reads caches, as upstream's reads informers: these have come up to now. */
  private static void seen(String... resources) {
    for (String each : resources) {
      String newest = admin.send("GET", RBAC + "/" + each, Kernel.JSON, "").is(200).version();
      admin
          .send(
              "GET",
              RBAC + "/" + each + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + newest,
              Kernel.JSON,
              "")
          .is(200);
    }
  }

  private static final String PODS = "/api/v1/namespaces/dev/pods";

  private static void decided(Reply reply, boolean isAllowed) {
    if (isAllowed) {
      assertThat(reply.status()).as(reply.text()).isNotIn(401, 403);
    } else {
      assertThat(reply.is(403).reason()).isEqualTo("Forbidden");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reader, GET, /api/v1/namespaces/dev/pods, yes",
    "reader, GET, /api/v1/namespaces/dev/pods/p, yes",
    "reader, GET, /api/v1/namespaces/dev/pods?watch=1&timeoutSeconds=1, yes",
    "reader, GET, /api/v1/watch/namespaces/dev/pods, yes",
    "reader, GET, /api/v1/pods, no",
    "reader, GET, /api/v1/namespaces/ops/pods, no",
    "reader, POST, /api/v1/namespaces/dev/pods, no",
    "reader, DELETE, /api/v1/namespaces/dev/pods, no",
    "reader, DELETE, /api/v1/namespaces/dev/pods/p, no",
    "reader, PUT, /api/v1/namespaces/dev/pods/p, no",
    "reader, PATCH, /api/v1/namespaces/dev/pods/p, no",
    "reader, GET, /api/v1/namespaces/dev/pods/p/log, no",
    "reader, GET, /api/v1/namespaces/dev/pods/p/status, no",
    "reader, POST, /api/v1/namespaces/dev/pods/p/eviction, no",
    "reader, POST, /api/v1/namespaces/dev/pods/p/exec, no",
    "reader, GET, /api/v1/namespaces/dev/secrets, no",
    "reader, GET, /apis/metrics.k8s.io/v1beta1/namespaces/dev/pods, no",
    "logs, GET, /api/v1/namespaces/dev/pods/p/log, yes",
    "logs, GET, /api/v1/namespaces/dev/pods/p, no",
    "named, GET, /api/v1/namespaces/dev/configmaps/one, yes",
    "named, GET, /api/v1/namespaces/dev/configmaps/two, no",
    "named, PUT, /api/v1/namespaces/dev/configmaps/one, yes",
    "named, DELETE, /api/v1/namespaces/dev/configmaps/one?dryRun=All, yes",
    "named, DELETE, /api/v1/namespaces/dev/configmaps/two?dryRun=All, no",
    "named, GET, /api/v1/namespaces/dev/configmaps, no",
    "named, GET, /api/v1/namespaces/dev/configmaps?fieldSelector=metadata.name%3Done, yes",
    "named, GET, /api/v1/namespaces/dev/configmaps?fieldSelector=metadata.name%3Dtwo, no",
    "named, DELETE, /api/v1/namespaces/dev/configmaps?dryRun=All, no",
    "named, POST, /api/v1/namespaces/dev/configmaps, no",
    "scaler, GET, /apis/apps/v1/namespaces/dev/deployments/d/scale, yes",
    "scaler, PUT, /apis/apps/v1/namespaces/dev/statefulsets/s/scale, yes",
    "scaler, GET, /apis/apps/v1/namespaces/dev/deployments/d, no",
    "scaler, GET, /apis/apps/v1/namespaces/dev/deployments/d/status, no",
    "scaler, GET, /api/v1/namespaces/dev/replicationcontrollers/r/scale, no",
    "anything, GET, /apis/batch/v1/namespaces/dev/jobs, yes",
    "anything, DELETE, /api/v1/namespaces/dev/pods/p/ephemeralcontainers, yes",
    "anything, GET, /apis/batch/v1/namespaces/ops/jobs, no",
    "anything, GET, /apis/batch/v1/jobs, no",
    "anything, GET, /api/v1/nodes, no",
    "anything, GET, /metrics, no",
    "anything, GET, /api/v1/namespaces/dev, yes",
    "anything, GET, /api/v1/namespaces, no",
    "paths, GET, /metrics, yes",
    "paths, GET, /metrics/slis, no",
    "paths, POST, /metrics, no",
    "paths, GET, /logs/a/b, yes",
    "paths, GET, /logs, no",
    "paths, GET, /healthz, yes",
    "paths, GET, /livez/ping, no",
    "paths, GET, /version, yes",
    "paths, GET, /openapi/v3, yes",
    "paths, GET, /debug/pprof, no",
    "nobody, GET, /api, yes",
    "nobody, GET, /apis/apps/v1, yes",
    "ann, GET, /api/v1/namespaces/dev/pods, yes",
    "system:serviceaccount:ops:robot, GET, /api/v1/namespaces/dev/pods, yes",
    "system:serviceaccount:dev:robot, GET, /api/v1/namespaces/dev/pods, no",
  })
  void theTable(String user, String method, String path, String allowed) {
    decided(kernel.as(user).send(method, path, Kernel.JSON, ""), allowed.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "summers, /api/v1/namespaces/ops/secrets, yes",
    "summers, /api/v1/secrets, yes",
    "summers, /api/v1/configmaps, no",
    "others, /api/v1/secrets, no",
  })
  void rulesThatAreGathered(String group, String path, String allowed) {
    decided(kernel.as("any", group).send("GET", path, Kernel.JSON, ""), allowed.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // who makes which role, and whether: what he has himself, or escalate
        "anything | {'apiGroups':[''],'resources':['pods'],'verbs':['get']} | yes",
        "anything | {'apiGroups':['*'],'resources':['*'],'verbs':['*']} | yes",
        "roles | {'apiGroups':[''],'resources':['secrets'],'verbs':['get']} | yes", // * has
        // escalate
        "roles-only | {'apiGroups':[''],'resources':['secrets'],'verbs':['get']} | no",
        "roles-only | {'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles'],'verbs':['create']} | yes",
        "roles-only | {'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles'],'verbs':['delete']} | no",
        "reader | {'apiGroups':[''],'resources':['pods'],'verbs':['get']} | no",
      })
  void rolesThatAreMade(String user, String rule, String allowed) {
    decided(
        kernel
            .as(user)
            .send(
                "POST",
                RBAC + "/namespaces/dev/roles?dryRun=All",
                Kernel.JSON,
                "{'metadata':{'name':'new'},'rules':[" + rule + "]}"),
        allowed.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "anything, Role, reader, yes",
    "roles, Role, reader, yes", // * has bind
    "roles-only, Role, reader, no",
    "roles-only, Role, roles-only, yes",
    "roles-only-binder, Role, reader, yes",
    "roles-only-binder, Role, logs, no",
    "roles-only-binder, ClusterRole, cluster-admin, no",
    "anything, ClusterRole, cluster-admin, yes", // * has bind
    "anything, ClusterRole, view, yes",
    "reader, Role, reader, no",
  })
  void rolesThatAreBound(String user, String kind, String role, String allowed) {
    decided(
        kernel
            .as(user)
            .send(
                "POST",
                RBAC + "/namespaces/dev/rolebindings?dryRun=All",
                Kernel.JSON,
                binding(kind, role, "User", "friend")),
        allowed.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource({
    // who, as whom, with which group, whether he may list pods of dev so
    "as-ann, ann, '', yes",
    "as-ann, reader, '', no",
    "as-ann, ann, system:masters, no",
    "as-groups, ann, '', yes",
    "as-groups, nobody, '', no",
    "as-groups, nobody, system:masters, yes",
    "as-groups, system:serviceaccount:ops:robot, '', no", // those are another resource
    "reader, ann, '', no",
    "admin-like, ann, '', no",
  })
  void callersThatActForOthers(String user, String as, String group, String allowed) {
    Caller caller = kernel.as(user).with("Impersonate-User", as);
    if (!group.isEmpty()) {
      caller = caller.with("Impersonate-Group", group);
    }
    decided(caller.send("GET", PODS, Kernel.JSON, ""), allowed.equals("yes"));
  }
}
