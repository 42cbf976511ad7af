package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.mvcc.LocalKvStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Admission as a client meets it: each test in a namespace of its own. */
class BuiltInAdmissionTest {
  private static LocalKvStore store;
  private static ApiServer api;

  @BeforeAll
  static void open() {
    store = LocalKvStore.inMemory();
    api = ApiServer.open(store, ApiServerConfig.embedded());
  }

  @AfterAll
  static void close() {
    api.close();
    store.close();
  }

  private static JsonObject send(String method, String path, String body) {
    Headers headers = Headers.of("content-type", "application/json").with("user-agent", "test/1");
    var response =
        (ApiResponse.Complete)
            api.handle(
                ApiRequest.of(
                    method,
                    path,
                    headers,
                    body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    StringBuilder text = new StringBuilder();
    for (ByteBuffer piece : response.body()) {
      text.append(StandardCharsets.UTF_8.decode(piece.duplicate()));
    }
    return JsonReader.readObject(text.toString());
  }

  private static JsonObject post(String path, String body) {
    return send("POST", path, body);
  }

  private static String namespace(String name) {
    post("/api/v1/namespaces", "{'metadata':{'name':'" + name + "'}}");
    return "/api/v1/namespaces/" + name;
  }

  private static String pod(String name, String resources) {
    return "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','image':'i','resources':{%s}}]}}"
        .formatted(name, resources);
  }

  @Test
  void aQuotaHoldsWithoutAController() {
    String place = namespace("quota");
    post(place + "/pods", pod("early", "'requests':{'cpu':'250m'}"));
    JsonObject quota =
        post(
            place + "/resourcequotas",
            "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'3','requests.cpu':'1'}}}");
    // admission reads the cache, as upstream's reads its informer: let that have seen it
    send(
        "GET",
        place
            + "/resourcequotas?resourceVersionMatch=NotOlderThan&resourceVersion="
            + quota.textAt("metadata", "resourceVersion"),
        "");
    String small = "'requests':{'cpu':'250m'}";
    assertThat(post(place + "/pods", pod("a", small)).text("kind")).isEqualTo("Pod");
    assertThat(post(place + "/pods", pod("none", "")).text("message"))
        .isEqualTo("pods \"none\" is forbidden: failed quota: q: must specify requests.cpu for: c");
    assertThat(post(place + "/pods", pod("big", "'requests':{'cpu':'2'}")).text("message"))
        .isEqualTo(
            "pods \"big\" is forbidden: exceeded quota: q, requested: requests.cpu=2, used:"
                + " requests.cpu=500m, limited: requests.cpu=1");
    assertThat(post(place + "/pods?dryRun=All", pod("dry", small)).text("kind")).isEqualTo("Pod");
    assertThat(post(place + "/pods", pod("b", small)).text("kind")).isEqualTo("Pod");
    JsonObject refused = post(place + "/pods", pod("c", small));
    assertThat(refused.text("reason")).isEqualTo("Forbidden");
    assertThat(refused.text("message"))
        .isEqualTo(
            "pods \"c\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited:"
                + " pods=3");
    assertThat(send("GET", place + "/resourcequotas/q", "").object("status"))
        .isEqualTo(
            JsonReader.readObject(
                "{\"hard\":{\"pods\":\"3\",\"requests.cpu\":\"1\"},"
                    + "\"used\":{\"pods\":\"3\",\"requests.cpu\":\"750m\"}}"));
  }

  @Test
  void aQuotaHoldsAgainstManyAtOnce() {
    String place = namespace("crowd");
    post(place + "/resourcequotas", "{'metadata':{'name':'q'},'spec':{'hard':{'configmaps':'5'}}}");
    long begun = send("GET", place + "/configmaps", "").array("items").size();
    long done =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> post(place + "/configmaps", "{'metadata':{'name':'c" + i + "'}}"))
            .filter(answer -> answer.text("kind").equals("ConfigMap"))
            .count();
    assertThat(begun + done).isEqualTo(5);
    assertThat(
            send("GET", place + "/resourcequotas/q", "")
                .objectAt("status", "used")
                .text("configmaps"))
        .isEqualTo("5");
  }

  /** Caches hear of a change a moment after whoever made it; the next pod must not slip through. */
  @Test
  void whatThisServerSaidIsDoneHoldsForTheNextRequest() {
    for (int i = 0; i < 100; i++) {
      String place = namespace("next" + i);
      post(
          place + "/limitranges",
          "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','max':{'cpu':'2'}}]}}");
      assertThat(post(place + "/pods", pod("p", "'limits':{'cpu':'3'}")).text("message"))
          .contains("maximum cpu usage per Container is 2");
      post(place + "/resourcequotas", "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'0'}}}");
      assertThat(post(place + "/pods", pod("p", "'limits':{'cpu':'1'}")).text("message"))
          .contains("exceeded quota: q");
    }
  }

  @Test
  void aLimitRangeGivesAndBounds() {
    String place = namespace("limits");
    post(
        place + "/limitranges",
        "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container',"
            + "'max':{'cpu':'2'},'min':{'cpu':'100m'},'default':{'cpu':'500m'}}]}}");
    JsonObject pod = post(place + "/pods", pod("a", ""));
    JsonObject container =
        pod.object("spec").array("containers").objects().findFirst().orElseThrow();
    assertThat(container.objectAt("resources"))
        .isEqualTo(
            JsonReader.readObject(
                "{\"limits\":{\"cpu\":\"500m\"},\"requests\":{\"cpu\":\"500m\"}}"));
    assertThat(pod.textAt("metadata", "annotations", "kubernetes.io/limit-ranger"))
        .isEqualTo(
            "LimitRanger plugin set: cpu request for container c; cpu limit for container c");
    assertThat(post(place + "/pods", pod("b", "'limits':{'cpu':'3'}")).text("message"))
        .isEqualTo("pods \"b\" is forbidden: maximum cpu usage per Container is 2, but limit is 3");
  }

  @Test
  void newClaimsAreProtected() {
    String place = namespace("claims");
    JsonObject claim =
        post(
            place + "/persistentvolumeclaims",
            "{'metadata':{'name':'c'},'spec':{'accessModes':['ReadWriteOnce'],"
                + "'resources':{'requests':{'storage':'1Gi'}}}}");
    assertThat(claim.object("metadata").array("finalizers").texts())
        .containsExactly("kubernetes.io/pvc-protection");
  }

  @Test
  void aBoundPodBearsItsNodesZone() {
    String place = namespace("zones");
    post("/api/v1/nodes", "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z'}}}");
    post(place + "/pods", pod("p", ""));
    JsonObject answer =
        post(
            place + "/pods/p/binding",
            "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}");
    assertThat(answer.text("status")).as(answer.toJson()).isEqualTo("Success");
    JsonObject bound = send("GET", place + "/pods/p", "");
    assertThat(bound.textAt("metadata", "labels", "topology.kubernetes.io/zone")).isEqualTo("z");
    assertThat(bound.object("metadata").array("managedFields").objects())
        .as("a binding owns nothing of the pod")
        .extracting(each -> each.text("subresource"))
        .containsExactly("");
  }

  @Test
  void whatWouldNotBeHeededIsServedButNotMade() {
    String group = "/apis/admissionregistration.k8s.io/v1";
    assertThat(send("GET", group, "").array("resources").objects().map(each -> each.text("name")))
        .contains(
            "mutatingadmissionpolicies",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicies/status",
            "validatingwebhookconfigurations");
    assertThat(send("GET", group + "/validatingwebhookconfigurations", "").text("kind"))
        .isEqualTo("ValidatingWebhookConfigurationList");
    JsonObject webhook =
        post(
            group + "/validatingwebhookconfigurations",
            "{'metadata':{'name':'v'},'webhooks':[{'name':'a.example.com','sideEffects':'None',"
                + "'admissionReviewVersions':['v1'],'clientConfig':{'url':'https://a.example/x'}}]}");
    assertThat(webhook.number("code", 0)).isEqualTo(403);
    assertThat(webhook.text("message"))
        .isEqualTo(
            "validatingwebhookconfigurations.admissionregistration.k8s.io \"v\" is forbidden:"
                + " this server does not call admission webhooks, so nothing would heed it");
    JsonObject policy =
        post(
            group + "/validatingadmissionpolicybindings",
            "{'metadata':{'name':'b'},'spec':{'policyName':'p','validationActions':['Deny']}}");
    assertThat(policy.text("message")).contains("does not evaluate admission policies");
  }
}
