package dev.keelson.apiserver.server.admission.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.Asks;
import dev.keelson.apiserver.server.admission.ResourceList;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaUsageTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static String usage(String resource, String json) {
    SortedMap<String, Quantity> usage =
        QuotaUsage.of(new GroupVersionResource("", "v1", resource), Asks.object(json), NOW);
    return ResourceList.text(usage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {} | count/pods=1,pods=1
          {'status':{'phase':'Failed'}} | count/pods=1
          {'metadata':{'deletionTimestamp':'2025-12-31T23:59:00Z','deletionGracePeriodSeconds':30}} | count/pods=1
          {'metadata':{'deletionTimestamp':'2025-12-31T23:59:50Z','deletionGracePeriodSeconds':30}} | count/pods=1,pods=1
          {'spec':{'containers':[{'resources':{'requests':{'cpu':'1','example.com/gpu':'2','hugepages-2Mi':'4Mi'},'limits':{'memory':'1Gi'}}}]}} | count/pods=1,cpu=1,hugepages-2Mi=4Mi,limits.memory=1Gi,pods=1,requests.cpu=1,requests.example.com/gpu=2,requests.hugepages-2Mi=4Mi
          {'spec':{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':[{'resources':{'requests':{'cpu':'3'}}}],'overhead':{'cpu':'500m'}}} | count/pods=1,cpu=3500m,pods=1,requests.cpu=3500m
          {'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'1'}}}]},'status':{'containerStatuses':[{'name':'c','resources':{'requests':{'cpu':'2'}},'allocatedResources':{'cpu':'1'}}]}} | count/pods=1,cpu=2,pods=1,requests.cpu=2
          {'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'9'}}}]},'status':{'conditions':[{'type':'PodResizePending','reason':'Infeasible'}],'containerStatuses':[{'name':'c','resources':{'requests':{'cpu':'2'}}}]}} | count/pods=1,cpu=2,pods=1,requests.cpu=2
          """)
  void measuresPods(String pod, String expected) {
    assertThat(usage("pods", pod)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'spec':{'resources':{'requests':{'storage':'1Gi'}}}} | count/persistentvolumeclaims=1,persistentvolumeclaims=1,requests.storage=1Gi
          {'spec':{'storageClassName':'gold','resources':{'requests':{'storage':'1500m'}}}} | count/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/requests.storage=2,persistentvolumeclaims=1,requests.storage=2
          {'spec':{'resources':{'requests':{'storage':'1Gi'}}},'status':{'allocatedResources':{'storage':'2Gi'}}} | count/persistentvolumeclaims=1,persistentvolumeclaims=1,requests.storage=2Gi
          """)
  void measuresClaims(String claim, String expected) {
    assertThat(usage("persistentvolumeclaims", claim)).isEqualTo(expected);
  }

  @Test
  void countsOnlyPortsThatAreNamedWhereABalancerNeedsNone() {
    assertThat(
            usage(
                "services",
                "{'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,"
                    + "'ports':[{'nodePort':30000},{}]}}"))
        .isEqualTo("count/services=1,services=1,services.loadbalancers=1,services.nodeports=1");
  }

  @Test
  void totalsWhatIsInScope() {
    var quota = Asks.object("{'spec':{'hard':{'pods':'9'},'scopes':['Terminating']}}");
    var pods =
        List.of(Asks.object("{'spec':{'activeDeadlineSeconds':1}}"), Asks.object("{'spec':{}}"));
    assertThat(
            QuotaUsage.total(
                quota,
                List.of("pods", "requests.cpu", "secrets", "nonsense"),
                resource -> resource.equals("pods") ? pods : List.of(),
                NOW))
        .isEqualTo(
            Map.of(
                "pods",
                Quantity.parse("1"),
                "requests.cpu",
                Quantity.ZERO,
                "secrets",
                Quantity.ZERO));
  }
}
