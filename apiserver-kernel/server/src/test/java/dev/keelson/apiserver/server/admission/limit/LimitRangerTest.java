package dev.keelson.apiserver.server.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.Asks;
import dev.keelson.apiserver.server.admission.FakeCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRangerTest {
  private static String range(String item) {
    return "{'metadata':{'name':'r','namespace':'ns'},'spec':{'limits':[" + item + "]}}";
  }

  private static String pod(String resources) {
    return "{'metadata':{'name':'p','namespace':'ns'},"
        + "'spec':{'containers':[{'name':'c','resources':"
        + resources
        + "}]}}";
  }

  private static LimitRanger ranger(String item) {
    return new LimitRanger(new FakeCluster().with("limitranges", range(item)));
  }

  @Test
  void whenNothingIsStatedThenItIsGivenAndSaid() {
    AdmissionRequest request =
        Asks.create(
            "pods",
            """
            {'metadata':{'name':'p','namespace':'ns'},'spec':{
              'initContainers':[{'name':'i','resources':{'limits':{'cpu':'1'},'requests':{'cpu':'1'}}}],
              'containers':[{'name':'c','resources':{'requests':{'cpu':'50m'}}},{'name':'d'}]}}
            """);
    ApiObject pod =
        ranger(
                "{'type':'Container','default':{'memory':'2Mi','cpu':'1'},'defaultRequest':{'cpu':'100m'}}")
            .mutate(request, request.object().orElseThrow());
    assertThat(pod.annotations())
        .containsEntry(
            "kubernetes.io/limit-ranger",
            "LimitRanger plugin set: cpu, memory limit for container c; cpu request for container"
                + " d; cpu, memory limit for container d; memory limit for init container i");
    assertThat(pod.spec().array("containers").get(0))
        .isEqualTo(
            Asks.object(
                    "{'name':'c','resources':{'requests':{'cpu':'50m'},"
                        + "'limits':{'cpu':'1','memory':'2Mi'}}}")
                .tree());
  }

  @Test
  void whenAllIsStatedThenThePodStaysAsItIs() {
    AdmissionRequest request =
        Asks.create("pods", pod("{'limits':{'cpu':'1'},'requests':{'cpu':'1'}}"));
    ApiObject pod = request.object().orElseThrow();
    assertThat(ranger("{'type':'Container','default':{'cpu':'2'}}").mutate(request, pod))
        .isSameAs(pod);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'min':{'cpu':'100m'}} | {'requests':{'cpu':'50m'}} | minimum cpu usage per Container is 100m, but request is 50m
          {'min':{'cpu':'100m'}} | {} | minimum cpu usage per Container is 100m.  No request is specified
          {'min':{'cpu':'100m'}} | {'requests':{'cpu':'1'},'limits':{'cpu':'50m'}} | minimum cpu usage per Container is 100m, but limit is 50m
          {'max':{'memory':'1Gi'}} | {'limits':{'memory':'2Gi'}} | maximum memory usage per Container is 1Gi, but limit is 2Gi
          {'max':{'memory':'1Gi'}} | {} | maximum memory usage per Container is 1Gi.  No limit is specified
          {'max':{'cpu':'1'}} | {'limits':{'cpu':'1'},'requests':{'cpu':'2'}} | maximum cpu usage per Container is 1, but request is 2
          {'maxLimitRequestRatio':{'cpu':'2'}} | {'limits':{'cpu':'3'},'requests':{'cpu':'1'}} | cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000
          {'maxLimitRequestRatio':{'cpu':'2'}} | {'limits':{'cpu':'3'}} | cpu max limit to request ratio per Container is 2, but no request is specified or request is 0
          {'maxLimitRequestRatio':{'cpu':'2'}} | {'requests':{'cpu':'3'}} | cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0
          {'min':{'cpu':'1','memory':'1Gi'}} | {'requests':{'cpu':'1m'}} | [minimum cpu usage per Container is 1, but request is 1m, minimum memory usage per Container is 1Gi.  No request is specified]
          """)
  void refusesWhatIsOutside(String bounds, String resources, String why) {
    String item = "{'type':'Container'," + bounds.substring(1);
    assertThatThrownBy(() -> ranger(item).validate(Asks.create("pods", pod(resources))))
        .hasMessage("pods \"p\" is forbidden: " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'min':{'cpu':'100m'}} | {'requests':{'cpu':'100m'}}
          {'max':{'memory':'1Gi'}} | {'limits':{'memory':'1024Mi'}}
          {'maxLimitRequestRatio':{'cpu':'2'}} | {'limits':{'cpu':'2'},'requests':{'cpu':'1'}}
          """)
  void letsThroughWhatIsWithin(String bounds, String resources) {
    String item = "{'type':'Container'," + bounds.substring(1);
    ranger(item).validate(Asks.create("pods", pod(resources)));
  }

  @Test
  void addsUpThePodWithoutItsOverhead() {
    LimitRanger ranger = ranger("{'type':'Pod','max':{'cpu':'2'}}");
    String containers =
        "'containers':[{'name':'a','resources':{'limits':{'cpu':'1'}}},"
            + "{'name':'b','resources':{'limits':{'cpu':'%s'}}}],'overhead':{'cpu':'1'}}}";
    String pod = "{'metadata':{'name':'p','namespace':'ns'},'spec':{" + containers;
    ranger.validate(Asks.create("pods", pod.formatted("1")));
    assertThatThrownBy(() -> ranger.validate(Asks.create("pods", pod.formatted("1500m"))))
        .hasMessageEndingWith("maximum cpu usage per Pod is 2, but limit is 2500m");
  }

  @Test
  void looksAtResizedPodsAndAtNoOtherUpdate() {
    LimitRanger ranger = ranger("{'type':'Container','max':{'cpu':'1'}}");
    String large = pod("{'limits':{'cpu':'2'}}");
    ranger.validate(Asks.update("pods", large, large));
    ranger.validate(Asks.update("pods/status", large, large));
    assertThatThrownBy(() -> ranger.validate(Asks.update("pods/resize", large, large)))
        .hasMessageContaining("but limit is 2");
  }

  @Test
  void limitsClaims() {
    LimitRanger ranger =
        ranger("{'type':'PersistentVolumeClaim','min':{'storage':'1Gi'},'max':{'storage':'2Gi'}}");
    String claim =
        "{'metadata':{'name':'d','namespace':'ns'},'spec':{'resources':{'requests':{%s}}}}";
    ranger.validate(Asks.create("persistentvolumeclaims", claim.formatted("'storage':'1Gi'")));
    assertThatThrownBy(
            () ->
                ranger.validate(
                    Asks.create("persistentvolumeclaims", claim.formatted("'storage':'3Gi'"))))
        .hasMessage(
            "persistentvolumeclaims \"d\" is forbidden: maximum storage usage per"
                + " PersistentVolumeClaim is 2Gi, but request is 3Gi");
  }
}
