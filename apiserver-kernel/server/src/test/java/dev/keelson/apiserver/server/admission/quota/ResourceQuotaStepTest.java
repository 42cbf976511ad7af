package dev.keelson.apiserver.server.admission.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.Asks;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceQuotaStepTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  private final FakeQuotas quotas = new FakeQuotas();
  private final ResourceQuotaStep step = new ResourceQuotaStep(quotas, CLOCK);

  private static String pod(String spec) {
    return "{'metadata':{'name':'p','namespace':'ns','resourceVersion':'7'},'spec':{" + spec + "}}";
  }

  private static AdmissionRequest pod() {
    return Asks.create("pods", pod("'containers':[{'name':'c'}]"));
  }

  private JsonObject used(String quota) {
    return quotas.get(quota).status().object("used");
  }

  private static JsonObject json(String text) {
    return Asks.object(text).tree();
  }

  @Test
  void chargesUntilNothingIsLeft() {
    quotas.quota(
        "q", "'spec':{'hard':{'pods':'2'}},'status':{'hard':{'pods':'2'},'used':{'pods':'0'}}");
    step.validate(pod());
    step.validate(pod());
    assertThat(used("q")).isEqualTo(json("{'pods':'2'}"));
    assertThatThrownBy(() -> step.validate(pod()))
        .hasMessage(
            "pods \"p\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited:"
                + " pods=2");
    assertThat(quotas.counts).isZero();
  }

  @Test
  void whenNobodyCountedYetThenItCountsOnce() {
    quotas
        .quota("q", "'spec':{'hard':{'pods':'3','services':'5'}}")
        .object("pods", pod(""))
        .object("pods", "{'status':{'phase':'Succeeded'}}")
        .object("services", "{}");
    step.validate(pod());
    assertThat(quotas.get("q").status())
        .isEqualTo(json("{'hard':{'pods':'3','services':'5'},'used':{'pods':'2','services':'1'}}"));
    int counts = quotas.counts;
    step.validate(pod());
    assertThat(used("q")).isEqualTo(json("{'pods':'3','services':'1'}"));
    assertThat(quotas.counts).isEqualTo(counts);
  }

  @Test
  void demandsThatContainersStateWhatIsLimited() {
    quotas.quota(
        "q",
        "'spec':{'hard':{'limits.cpu':'1','requests.memory':'1Gi','limits.ephemeral-storage':'1'}}");
    assertThatThrownBy(
            () ->
                step.validate(
                    Asks.create(
                        "pods",
                        pod(
                            "'containers':[{'name':'c2'},{'name':'c1','resources':{'requests':"
                                + "{'memory':'1'}}}]"))))
        .hasMessage(
            "pods \"p\" is forbidden: failed quota: q: must specify limits.cpu for: c1,c2;"
                + " requests.memory for: c2");
  }

  @Test
  void namesOnlyWhatIsExceeded() {
    quotas.quota(
        "q",
        "'spec':{'hard':{'pods':'9','cpu':'1','requests.cpu':'1','memory':'1Gi'}},"
            + "'status':{'used':{'pods':'1','cpu':'900m','requests.cpu':'900m','memory':'0'}}");
    assertThatThrownBy(
            () ->
                step.validate(
                    Asks.create(
                        "pods",
                        pod(
                            "'containers':[{'name':'c','resources':{'requests':"
                                + "{'cpu':'200m','memory':'1Mi'}}}]"))))
        .hasMessageEndingWith(
            "exceeded quota: q, requested: cpu=200m,requests.cpu=200m, used:"
                + " cpu=900m,requests.cpu=900m, limited: cpu=1,requests.cpu=1");
  }

  @Test
  void whenOneOfSeveralIsFullThenNoneIsCharged() {
    quotas
        .quota("a", "'spec':{'hard':{'pods':'5'}},'status':{'used':{'pods':'1'}}")
        .quota("b", "'spec':{'hard':{'pods':'1'}},'status':{'used':{'pods':'1'}}");
    assertThatThrownBy(() -> step.validate(pod())).hasMessageContaining("exceeded quota: b");
    assertThat(used("a")).isEqualTo(json("{'pods':'1'}"));
  }

  @Test
  void whenAnotherServerChargedMeanwhileThenItAddsToThat() {
    quotas.quota("q", "'spec':{'hard':{'pods':'3'}},'status':{'used':{'pods':'0'}}");
    quotas.beforeNextWrite(() -> quotas.use("q", "{'pods':'2'}"));
    step.validate(pod());
    assertThat(used("q")).isEqualTo(json("{'pods':'3'}"));
    assertThat(quotas.writes).isEqualTo(1);
  }

  @Test
  void whenAnotherServerUsedItUpMeanwhileThenItRefuses() {
    quotas.quota("q", "'spec':{'hard':{'pods':'2'}},'status':{'used':{'pods':'0'}}");
    quotas.beforeNextWrite(() -> quotas.use("q", "{'pods':'2'}"));
    assertThatThrownBy(() -> step.validate(pod())).hasMessageContaining("used: pods=2");
  }

  @Test
  void whenTheQuotaGoesMeanwhileThenNothingIsLimited() {
    quotas.quota("q", "'spec':{'hard':{'pods':'1'}},'status':{'used':{'pods':'0'}}");
    quotas.beforeNextWrite(() -> quotas.remove("q"));
    step.validate(pod());
    assertThat(quotas.writes).isZero();
  }

  @Test
  void chargesNothingForADryRun() {
    quotas.quota("q", "'spec':{'hard':{'pods':'1'}},'status':{'used':{'pods':'0'}}");
    step.validate(Asks.dry(pod()));
    assertThat(quotas.writes).isZero();
    step.validate(pod());
    assertThatThrownBy(() -> step.validate(Asks.dry(pod()))).hasMessageContaining("exceeded");
  }

  @Test
  void chargesTheRiseOfAnUpdate() {
    quotas.quota(
        "q",
        "'spec':{'hard':{'services':'1','services.nodeports':'2','services.loadbalancers':'0'}},"
            + "'status':{'used':{'services':'1','services.nodeports':'0',"
            + "'services.loadbalancers':'0'}}");
    String before = "{'metadata':{'name':'s','namespace':'ns'},'spec':{'type':'ClusterIP'}}";
    String service =
        "{'metadata':{'name':'s','namespace':'ns'},'spec':{'type':'%s','ports':[{},{}]}}";
    step.validate(Asks.update("services", service.formatted("NodePort"), before));
    assertThat(used("q"))
        .isEqualTo(json("{'services':'1','services.nodeports':'2','services.loadbalancers':'0'}"));
    assertThatThrownBy(
            () -> step.validate(Asks.update("services", service.formatted("LoadBalancer"), before)))
        .hasMessageContaining(
            "requested: services.loadbalancers=1,services.nodeports=2, used:"
                + " services.loadbalancers=0,services.nodeports=2");
    step.validate(Asks.update("services", before, service.formatted("NodePort")));
    assertThat(quotas.writes).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'scopes':['Terminating'] | 'activeDeadlineSeconds':5 | true
          'scopes':['Terminating'] | | false
          'scopes':['NotTerminating'] | | true
          'scopes':['BestEffort'] | | true
          'scopes':['NotBestEffort'] | | false
          'scopes':['NotBestEffort'] | 'resources':{'limits':{'cpu':'1'}} | true
          'scopes':['PriorityClass'] | | false
          'scopes':['PriorityClass'] | 'priorityClassName':'high' | true
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]} | 'priorityClassName':'high' | true
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['low']}]} | 'priorityClassName':'high' | false
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'NotIn','values':['low']}]} | | true
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'DoesNotExist'}]} | | true
          'scopes':['CrossNamespacePodAffinity'] | | false
          'scopes':['CrossNamespacePodAffinity'] | 'affinity':{'podAntiAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'podAffinityTerm':{'namespaceSelector':{}}}]}} | true
          'scopes':['CrossNamespacePodAffinity'] | 'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'namespaces':['x']}]}} | true
          'scopes':['BestEffort','Terminating'] | | false
          """)
  void isAboutThePodsOfItsScope(String scope, String spec, boolean isCharged) {
    quotas.quota(
        "q", "'spec':{'hard':{'pods':'9'},%s},'status':{'used':{'pods':'0'}}".formatted(scope));
    step.validate(Asks.create("pods", pod(spec == null ? "" : spec)));
    assertThat(quotas.writes).isEqualTo(isCharged ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "configmaps, configmaps",
    "configmaps, count/configmaps",
    "secrets, secrets",
    "replicationcontrollers, replicationcontrollers",
    "resourcequotas, resourcequotas",
    "deployments.apps, count/deployments.apps",
    "widgets.example.com, count/widgets.example.com",
    "services, count/services",
    "persistentvolumeclaims, count/persistentvolumeclaims",
    "pods, count/pods",
  })
  void countsObjects(String resource, String name) {
    quotas.quota("q", "'spec':{'hard':{'%s':'1'}},'status':{'used':{'%<s':'0'}}".formatted(name));
    String json = "{'metadata':{'name':'p','namespace':'ns'}}";
    step.validate(Asks.create(resource, json));
    assertThatThrownBy(() -> step.validate(Asks.create(resource, json)))
        .hasMessageContaining("exceeded quota: q, requested: " + name + "=1");
    step.validate(Asks.update(resource, json, json));
  }

  @Test
  void leavesEventsAndOtherNamespacesAlone() {
    quotas.quota("q", "'spec':{'hard':{'count/events':'0','pods':'0'}}");
    step.validate(Asks.create("events", "{'metadata':{'name':'e','namespace':'ns'}}"));
    step.validate(Asks.create("pods", "{'metadata':{'name':'e','namespace':'other'}}"));
    step.validate(Asks.create("pods/binding", "{'metadata':{'name':'e','namespace':'ns'}}"));
  }
}
