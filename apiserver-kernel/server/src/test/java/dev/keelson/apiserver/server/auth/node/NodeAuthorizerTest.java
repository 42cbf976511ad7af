package dev.keelson.apiserver.server.auth.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.server.auth.Asked;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authorizer.Decision;
import dev.keelson.apiserver.server.auth.Authorizer.Verdict;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.FakeObjects;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthorizerTest {
  private static final Caller N1 = Caller.of("system:node:n1", "system:nodes");

  private final FakeObjects objects = new FakeObjects();
  private final List<ApiObject> pods = new ArrayList<>();
  private final NodeAuthorizer authorizer =
      new NodeAuthorizer(
          node -> pods.stream().filter(pod -> pod.spec().text("nodeName").equals(node)).toList(),
          objects);

  private void pod(String namespace, String name, String json) {
    pods.add(objects.put(ObjectLookup.PODS, namespace, name, "u", json));
  }

  private void cluster(String group, String resource, String name, String json) {
    objects.put(new GroupVersionResource(group, "v1", resource), "", name, "u", json);
  }

  @BeforeEach
  void createObjects() {
    pod(
        "ns",
        "p1",
        """
        {'spec':{'nodeName':'n1','serviceAccountName':'sa',
          'imagePullSecrets':[{'name':'pull'}],
          'initContainers':[{'envFrom':[{'secretRef':{'name':'init-env'}}]}],
          'containers':[{'env':[
            {'valueFrom':{'secretKeyRef':{'name':'env'}}},
            {'valueFrom':{'configMapKeyRef':{'name':'env-map'}}}]}],
          'ephemeralContainers':[{'envFrom':[{'configMapRef':{'name':'debug-map'}}]}],
          'volumes':[
            {'name':'a','secret':{'secretName':'mounted'}},
            {'name':'b','configMap':{'name':'map'}},
            {'name':'c','projected':{'sources':[{'secret':{'name':'projected'}},
                                                {'configMap':{'name':'projected-map'}}]}},
            {'name':'d','persistentVolumeClaim':{'claimName':'claim'}},
            {'name':'e','ephemeral':{}},
            {'name':'f','cephfs':{'secretRef':{'name':'ceph'}}},
            {'name':'g','csi':{'nodePublishSecretRef':{'name':'csi'}}}],
          'resourceClaims':[{'name':'x','resourceClaimName':'gpu'},
                            {'name':'y','resourceClaimTemplateName':'t'}]},
         'status':{'resourceClaimStatuses':[{'name':'y','resourceClaimName':'made'}]}}
        """);
    pod(
        "ns",
        "p2",
        "{'spec':{'nodeName':'n2','serviceAccountName':'sa2',"
            + "'volumes':[{'name':'a','secret':{'secretName':'foreign'}}]}}");
    pod(
        "ns",
        "mirror",
        "{'metadata':{'annotations':{'kubernetes.io/config.mirror':'x'}},"
            + "'spec':{'nodeName':'n1','serviceAccountName':'grabbed',"
            + "'volumes':[{'name':'a','secret':{'secretName':'grabbed'}}]}}");
    objects.put(
        new GroupVersionResource("", "v1", "persistentvolumeclaims"),
        "ns",
        "claim",
        "u",
        "{'spec':{'volumeName':'pv'}}");
    cluster(
        "",
        "persistentvolumes",
        "pv",
        "{'spec':{'claimRef':{'namespace':'ns','name':'claim'},"
            + "'csi':{'nodeStageSecretRef':{'namespace':'storage','name':'stage'},"
            + "'controllerPublishSecretRef':{'namespace':'storage','name':'controller'}}}}");
    cluster(
        "",
        "persistentvolumes",
        "pv2",
        "{'spec':{'claimRef':{'namespace':'ns','name':'other'},"
            + "'rbd':{'secretRef':{'name':'rbd'}}}}");
    cluster("storage.k8s.io", "volumeattachments", "va1", "{'spec':{'nodeName':'n1'}}");
    cluster("storage.k8s.io", "volumeattachments", "va2", "{'spec':{'nodeName':'n2'}}");
    cluster("resource.k8s.io", "resourceslices", "s1", "{'spec':{'nodeName':'n1'}}");
    cluster("resource.k8s.io", "resourceslices", "s2", "{'spec':{}}");
  }

  private Decision decide(String verb, String what, String namespace, String name) {
    return authorizer.decide(Asked.to(N1, verb, what, namespace, name));
  }

  @ParameterizedTest
  @CsvSource({
    "get, secrets, ns, pull, true",
    "get, secrets, ns, init-env, true",
    "list, secrets, ns, env, true",
    "watch, secrets, ns, mounted, true",
    "get, secrets, ns, projected, true",
    "get, secrets, ns, ceph, true",
    "get, secrets, ns, csi, true",
    "get, secrets, storage, stage, true",
    "get, secrets, storage, controller, false",
    "get, secrets, ns, rbd, false",
    "get, secrets, other, mounted, false",
    "get, secrets, ns, foreign, false",
    "get, secrets, ns, grabbed, false",
    "update, secrets, ns, mounted, false",
    "list, secrets, ns, '', false",
    "list, secrets, '', '', false",
    "get, configmaps, ns, env-map, true",
    "get, configmaps, ns, debug-map, true",
    "get, configmaps, ns, map, true",
    "get, configmaps, ns, projected-map, true",
    "get, configmaps, ns, other, false",
    "get, persistentvolumeclaims, ns, claim, true",
    "get, persistentvolumeclaims, ns, p1-e, true",
    "list, persistentvolumeclaims, ns, claim, false",
    "patch, persistentvolumeclaims/status, ns, claim, true",
    "patch, persistentvolumeclaims, ns, claim, false",
    "get, persistentvolumes, '', pv, true",
    "get, persistentvolumes, '', pv2, false",
    "get, persistentvolumes, '', none, false",
    "get, resourceclaims.resource.k8s.io, ns, gpu, true",
    "get, resourceclaims.resource.k8s.io, ns, made, true",
    "get, resourceclaims.resource.k8s.io, ns, x, false",
    "get, volumeattachments.storage.k8s.io, '', va1, true",
    "get, volumeattachments.storage.k8s.io, '', va2, false",
    "create, serviceaccounts/token, ns, sa, true",
    "create, serviceaccounts/token, ns, sa2, false",
    "create, serviceaccounts/token, ns, grabbed, false",
    "get, serviceaccounts, ns, sa, true",
    "get, serviceaccounts, ns, sa2, false",
    "update, serviceaccounts, ns, sa, false",
    "get, nodes, '', n1, true",
    "get, nodes, '', n2, false",
    "list, nodes, '', '', false",
    "create, nodes, '', '', true",
    "patch, nodes/status, '', n1, true",
    "delete, nodes, '', n1, false",
    "get, pods, ns, p1, true",
    "get, pods, ns, p2, false",
    "list, pods, '', '', false",
    "create, pods, ns, '', true",
    "delete, pods, ns, p2, true",
    "patch, pods/status, ns, p1, true",
    "create, pods/eviction, ns, p1, true",
    "get, pods/log, ns, p1, false",
    "create, leases.coordination.k8s.io, kube-node-lease, '', true",
    "update, leases.coordination.k8s.io, kube-node-lease, n1, true",
    "update, leases.coordination.k8s.io, kube-node-lease, n2, false",
    "update, leases.coordination.k8s.io, kube-system, n1, false",
    "list, leases.coordination.k8s.io, kube-node-lease, '', false",
    "get, csinodes.storage.k8s.io, '', n1, true",
    "get, csinodes.storage.k8s.io, '', n2, false",
    "get, resourceslices.resource.k8s.io, '', s1, true",
    "get, resourceslices.resource.k8s.io, '', s2, false",
    "list, services, '', '', true",
    "create, events, ns, '', true",
    "watch, runtimeclasses.node.k8s.io, '', '', true",
    "list, deployments.apps, ns, '', false",
    "create, tokenreviews.authentication.k8s.io, '', '', true",
  })
  void allowsWhatItsPodsNeed(
      String verb, String what, String namespace, String name, boolean allowed) {
    Decision decision = decide(verb, what, namespace, name);

    assertThat(decision.verdict()).isEqualTo(allowed ? Verdict.ALLOW : Verdict.NO_OPINION);
  }

  @Test
  void allowsToListItsOwnPods() {
    Attributes list = Asked.to(N1, "list", "pods", "");

    assertThat(
            authorizer.decide(list.withSelectedFields(Map.of("spec.nodeName", "n1"))).isAllowed())
        .isTrue();
    assertThat(authorizer.decide(list.withSelectedFields(Map.of("spec.nodeName", "n2"))).reason())
        .isEqualTo("can only list/watch pods with spec.nodeName field selector");
  }

  @Test
  void saysWhy() {
    assertThat(decide("get", "secrets", "ns", "foreign").reason())
        .isEqualTo("no relationship found between node 'n1' and this object");
    assertThat(decide("list", "nodes", "", "").reason())
        .isEqualTo("node 'n1' cannot read all nodes, only its own Node object");
    assertThat(decide("get", "nodes", "", "n2").reason())
        .isEqualTo("node 'n1' cannot read 'n2', only its own Node object");
  }

  @Test
  void forgetsPodsThatAreGone() {
    assertThat(decide("get", "secrets", "ns", "mounted").isAllowed()).isTrue();

    pods.clear();
    assertThat(decide("get", "secrets", "ns", "mounted").isAllowed()).isFalse();

    pod("ns", "p1", "{'spec':{'nodeName':'n1','imagePullSecrets':[{'name':'fresh'}]}}");
    assertThat(decide("get", "secrets", "ns", "fresh").isAllowed()).isTrue();
    assertThat(decide("get", "secrets", "ns", "mounted").isAllowed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "system:node:n1, system:authenticated, ''",
    "ann, system:nodes, ''",
    "system:node:, system:nodes, unknown node for user \"system:node:\"",
  })
  void hasNoOpinionOnOthers(String name, String group, String why) {
    Attributes attributes = Asked.to(Caller.of(name, group), "get", "secrets", "ns", "mounted");

    assertThat(authorizer.decide(attributes)).isEqualTo(new Decision(Verdict.NO_OPINION, why));
  }
}
