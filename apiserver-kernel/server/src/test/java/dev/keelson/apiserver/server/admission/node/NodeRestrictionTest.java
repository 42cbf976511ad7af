package dev.keelson.apiserver.server.admission.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.Asks;
import dev.keelson.apiserver.server.admission.FakeCluster;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Authorizer.Decision;
import dev.keelson.apiserver.server.auth.Authorizer.Verdict;
import dev.keelson.apiserver.server.auth.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRestrictionTest {
  private static final Caller N1 = Caller.of("system:node:n1", "system:nodes");
  private static final Authorizer NOBODY = _ -> new Decision(Verdict.NO_OPINION, "");
  private static final String OWNED =
      "'annotations':{'kubernetes.io/config.mirror':'x'},'ownerReferences':"
          + "[{'apiVersion':'v1','kind':'Node','name':'n1','uid':'u1','controller':true}]";

  private final FakeCluster cluster =
      new FakeCluster()
          .with("nodes", "{'metadata':{'name':'n1','uid':'u1'}}")
          .with(
              "pods",
              "{'metadata':{'name':'mine','namespace':'ns','uid':'p1'},'spec':{'nodeName':'n1',"
                  + "'volumes':[{'projected':{'sources':[{'serviceAccountToken':"
                  + "{'audience':'vault'}}]}},{'csi':{'driver':'d'}},"
                  + "{'persistentVolumeClaim':{'claimName':'c'}}]}}")
          .with(
              "pods",
              "{'metadata':{'name':'other','namespace':'ns','uid':'p2'},'spec':{'nodeName':'n2'}}")
          .with(
              "persistentvolumeclaims",
              "{'metadata':{'name':'c','namespace':'ns'},'spec':{'volumeName':'v'}}")
          .with("persistentvolumes", "{'metadata':{'name':'v'},'spec':{'awsElasticBlockStore':{}}}")
          .with(
              "csidrivers",
              "{'metadata':{'name':'ebs.csi.aws.com'},'spec':{'tokenRequests':"
                  + "[{'audience':'sts'}]}}")
          .with(
              "csidrivers",
              "{'metadata':{'name':'d'},'spec':{'tokenRequests':[{'audience':'csi'}]}}");

  private void check(AdmissionRequest request) {
    AdmissionRequest byNode = Asks.by(request, N1);
    NodeRestriction step = new NodeRestriction(cluster, NOBODY);
    byNode.object().ifPresent(object -> step.mutate(byNode, object));
    step.validate(byNode);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nodes | {'metadata':{'name':'n2'}} | node "n1" is not allowed to modify node "n2"
          nodes | {'metadata':{'name':'n1','labels':{'a.node-restriction.kubernetes.io/b':'x','kubernetes.io/c':'y','zone':'z'}}} | node "n1" is not allowed to set the following labels: a.node-restriction.kubernetes.io/b, kubernetes.io/c
          nodes | {'metadata':{'name':'n1','labels':{'kubernetes.io/hostname':'n1','x.node.kubernetes.io/y':'z','mine':'1'}}} |
          nodes | {'metadata':{'name':'n1'},'spec':{'configSource':{'a':1}}} | node "n1" is not allowed to create pods with a non-nil configSource
          pods | {'metadata':{'name':'p'},'spec':{'nodeName':'n1'}} | pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods
          pods | {'metadata':{'name':'p',$OWNED},'spec':{'nodeName':'n2'}} | node "n1" can only create pods with spec.nodeName set to itself
          pods | {'metadata':{'name':'p',$OWNED},'spec':{'nodeName':'n1'}} |
          pods | {'metadata':{'name':'p',$OWNED},'spec':{'nodeName':'n1','volumes':[{'hostPath':{}},{'configMap':{'name':'x'}}]}} | node "n1" can not create pods that reference configmaps
          pods | {'metadata':{'name':'p',$OWNED},'spec':{'nodeName':'n1','volumes':[{'persistentVolumeClaim':{'claimName':'x'}}]}} | node "n1" can not create pods that reference persistentvolumeclaims
          pods | {'metadata':{'name':'p',$OWNED},'spec':{'nodeName':'n1','serviceAccountName':'default'}} | node "n1" can not create pods that reference serviceaccounts
          pods | {'metadata':{'name':'p','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n1'}} | node "n1" can only create pods with an owner reference set to itself
          pods/eviction | {'metadata':{'name':'other','namespace':'ns'}} | node n1 can only evict pods with spec.nodeName set to itself
          pods/eviction | {'metadata':{'name':'mine','namespace':'ns'}} |
          pods/exec | {'metadata':{'name':'mine','namespace':'ns'}} | unexpected pod subresource "exec", only 'status' and 'eviction' are allowed
          leases.coordination.k8s.io | {'metadata':{'name':'n1','namespace':'kube-node-lease'}} |
          leases.coordination.k8s.io | {'metadata':{'name':'n2','namespace':'kube-node-lease'}} | can only access node lease with the same name as the requesting node
          leases.coordination.k8s.io | {'metadata':{'name':'n1','namespace':'ns'}} | can only access leases in the "kube-node-lease" system namespace
          csinodes.storage.k8s.io | {'metadata':{'name':'n2'}} | can only access CSINode with the same name as the requesting node
          resourceslices.resource.k8s.io | {'metadata':{'name':'s'},'spec':{'nodeName':'n2'}} | can only create ResourceSlice with the same NodeName as the requesting node
          persistentvolumeclaims | {'metadata':{'name':'c'}} | may only update PVC status
          serviceaccounts/token | {'metadata':{'name':'sa','namespace':'ns'},'spec':{}} | node requested token not bound to a pod
          serviceaccounts/token | {'metadata':{'name':'sa','namespace':'ns'},'spec':{'audiences':['vault'],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'mine','uid':'p1'}}} |
          serviceaccounts/token | {'metadata':{'name':'sa','namespace':'ns'},'spec':{'audiences':['csi'],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'mine','uid':'p1'}}} |
          serviceaccounts/token | {'metadata':{'name':'sa','namespace':'ns'},'spec':{'audiences':['sts'],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'mine','uid':'p1'}}} |
          serviceaccounts/token | {'metadata':{'name':'sa','namespace':'ns'},'spec':{'audiences':['else'],'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'mine','uid':'p1'}}} | audience "else" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience
          serviceaccounts/token | {'metadata':{'name':'sa','namespace':'ns'},'spec':{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'other','uid':'p2'}}} | node requested token bound to a pod scheduled on a different node
          configmaps | {'metadata':{'name':'c','namespace':'ns'}} |
          """)
  void creates(String place, String json, String why) {
    AdmissionRequest request = Asks.create(place, json.replace("$OWNED", OWNED));
    if (why == null) {
      check(request);
    } else {
      assertThatThrownBy(() -> check(request)).hasMessageEndingWith(" is forbidden: " + why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nodes/status | {'metadata':{'name':'n1'},'status':{'a':1}} | {'metadata':{'name':'n1'}} |
          nodes | {'metadata':{'name':'n1'},'spec':{'taints':[{'key':'a'}]}} | {'metadata':{'name':'n1'}} | node "n1" is not allowed to modify taints
          nodes | {'metadata':{'name':'n1','ownerReferences':[{'name':'a'}]}} | {'metadata':{'name':'n1'}} | node "n1" is not allowed to modify ownerReferences
          nodes | {'metadata':{'name':'n1'}} | {'metadata':{'name':'n1','labels':{'k8s.io/x':'y'}}} | is not allowed to modify labels: k8s.io/x
          nodes | {'metadata':{'name':'n1','labels':{'k8s.io/x':'y'}}} | {'metadata':{'name':'n1','labels':{'k8s.io/x':'y'}}} |
          pods | {'metadata':{'name':'mine'}} | {'metadata':{'name':'mine'}} | unexpected operation "UPDATE", node "n1" can only create and delete mirror pods
          pods/status | {'metadata':{'name':'p'},'spec':{'nodeName':'n1'},'status':{'phase':'Running'}} | {'metadata':{'name':'p'},'spec':{'nodeName':'n1'}} |
          pods/status | {'metadata':{'name':'p'},'spec':{'nodeName':'n2'}} | {'metadata':{'name':'p'},'spec':{'nodeName':'n2'}} | node "n1" can only update pod status for pods with spec.nodeName set to itself
          pods/status | {'metadata':{'name':'p','labels':{'a':'b'}},'spec':{'nodeName':'n1'}} | {'metadata':{'name':'p'},'spec':{'nodeName':'n1'}} | node "n1" cannot update labels through pod status
          persistentvolumeclaims/status | {'metadata':{'name':'c','resourceVersion':'2'},'status':{'capacity':{'storage':'1'}}} | {'metadata':{'name':'c','resourceVersion':'1'}} |
          """)
  void updates(String place, String json, String before, String why) {
    AdmissionRequest request = Asks.update(place, json, before);
    if (why == null) {
      check(request);
    } else {
      assertThatThrownBy(() -> check(request)).hasMessageEndingWith(" is forbidden: " + why);
    }
  }

  @Test
  void deletesOnlyItsOwnPods() {
    check(Asks.delete("pods", "{'metadata':{'name':'mine'},'spec':{'nodeName':'n1'}}"));
    assertThatThrownBy(
            () -> check(Asks.delete("pods", "{'metadata':{'name':'o'},'spec':{'nodeName':'n2'}}")))
        .hasMessageEndingWith("node \"n1\" can only delete pods with spec.nodeName set to itself");
  }

  @Test
  void whenItIsNoNodeThenAnythingGoes() {
    AdmissionRequest request = Asks.create("nodes", "{'metadata':{'name':'n2'}}");
    NodeRestriction step = new NodeRestriction(cluster, NOBODY);
    step.mutate(request, request.object().orElseThrow());
    step.validate(request);
  }

  @Test
  void whenTheNodeHasNoNameThenNothingGoes() {
    AdmissionRequest request =
        Asks.by(
            Asks.create("configmaps", "{'metadata':{'name':'n2'}}"),
            Caller.of("system:node:", "system:nodes"));
    assertThatThrownBy(
            () ->
                new NodeRestriction(cluster, NOBODY)
                    .mutate(request, request.object().orElseThrow()))
        .hasMessageEndingWith("could not determine node from user \"system:node:\"");
  }
}
