package dev.keelson.apiserver.server.admission.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.Asks;
import dev.keelson.apiserver.server.admission.FakeCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPlacementTest {
  private final FakeCluster cluster =
      new FakeCluster()
          .with("runtimeclasses", "{'metadata':{'name':'plain'}}")
          .with(
              "runtimeclasses",
              "{'metadata':{'name':'vm'},'overhead':{'podFixed':{'cpu':'250m'}},'scheduling':{"
                  + "'nodeSelector':{'vm':'yes'},'tolerations':[{'key':'vm','operator':'Exists'}]}}")
          .with(
              "nodes",
              "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z',"
                  + "'topology.kubernetes.io/region':'r','other':'x'}},"
                  + "'status':{'allocatable':{'cpu':'2','memory':'1Ki'}}}");

  private static ApiObject mutated(AdmissionStep step, AdmissionRequest request) {
    return step.mutate(request, request.object().orElseThrow());
  }

  private static String pod(String spec) {
    return "{'metadata':{'name':'p','namespace':'ns'},'spec':{" + spec + "}}";
  }

  @Test
  void aRuntimeCostsAndPlaces() {
    RuntimeClassStep step = new RuntimeClassStep(cluster);
    AdmissionRequest request =
        Asks.create(
            "pods",
            pod(
                "'runtimeClassName':'vm','nodeSelector':{'a':'b'},"
                    + "'tolerations':[{'key':'vm','operator':'Equal','value':'x'}]"));
    ApiObject pod = mutated(step, request);
    assertThat(pod.spec())
        .isEqualTo(
            Asks.object(
                    "{'runtimeClassName':'vm','nodeSelector':{'a':'b','vm':'yes'},"
                        + "'tolerations':[{'key':'vm','operator':'Exists'}],"
                        + "'overhead':{'cpu':'250m'}}")
                .tree());
    step.validate(request.with(pod));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'runtimeClassName':'none' | pod rejected: RuntimeClass "none" not found
          'runtimeClassName':'vm','overhead':{'cpu':'1'} | pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead
          'runtimeClassName':'vm','nodeSelector':{'vm':'no'} | conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no
          'overhead':{'cpu':'1'} | pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead
          'runtimeClassName':'plain','overhead':{'cpu':'1'} | pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead
          """)
  void aRuntimeRefuses(String spec, String why) {
    RuntimeClassStep step = new RuntimeClassStep(cluster);
    AdmissionRequest request = Asks.create("pods", pod(spec));
    assertThatThrownBy(() -> step.validate(request.with(mutated(step, request))))
        .hasMessage("pods \"p\" is forbidden: " + why);
  }

  @Test
  void podsBearTheirNodesPlace() {
    PodTopologyLabels step = new PodTopologyLabels(cluster);
    ApiObject bound =
        mutated(
            step,
            Asks.create(
                "pods/binding", "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}"));
    assertThat(bound.labels())
        .hasSize(2)
        .containsEntry("topology.kubernetes.io/zone", "z")
        .containsEntry("topology.kubernetes.io/region", "r");
    assertThat(mutated(step, Asks.create("pods", pod("'nodeName':'n'"))).labels()).hasSize(2);
    assertThat(mutated(step, Asks.create("pods", pod("'nodeName':'gone'"))).labels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'nodeName':'n','containers':[{'resources':{'requests':{'cpu':'2'}}}] |
          'containers':[{'resources':{'requests':{'cpu':'9'}}}] |
          'nodeName':'gone' | node "gone" not found
          'nodeName':'n','containers':[{'resources':{'requests':{'cpu':'3','memory':'1Mi'}}}] | node didn't have enough allocatable resources: cpu, requested: 3000, allocatable: 2000; memory, requested: 1048576, allocatable: 1024
          """)
  void resizesWithinTheNode(String spec, String why) {
    AdmissionRequest request =
        Asks.update(
            "pods/resize",
            "{'metadata':{'name':'p','generation':2},'spec':{" + spec + "}}",
            "{'metadata':{'name':'p','generation':1}}");
    PodResizeValidator step = new PodResizeValidator(cluster);
    if (why == null) {
      step.validate(request);
    } else {
      assertThatThrownBy(() -> step.validate(request))
          .hasMessage("pods \"p\" is forbidden: " + why);
    }
  }
}
