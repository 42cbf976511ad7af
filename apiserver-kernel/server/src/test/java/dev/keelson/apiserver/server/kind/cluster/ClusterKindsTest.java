package dev.keelson.apiserver.server.kind.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.access.CertificateRequestPreparation;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClusterKindsTest {
  private static final JsonObject EVENT =
      JsonReader.readObject(
          """
          {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e"},"regarding":{"name":"p"},
           "note":"m","deprecatedCount":2,"reportingController":"c","action":"a","unknown":1}
          """);

  @Test
  void eventsHaveTwoForms() {
    JsonObject core = EventForms.toCore(EVENT);
    assertThat(core)
        .isEqualTo(
            JsonReader.readObject(
                """
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"involvedObject":{"name":"p"},
                 "message":"m","count":2,"reportingComponent":"c","action":"a","unknown":1}
                """));
    assertThat(EventForms.toEvents(core)).isEqualTo(EVENT);
    assertThat(EventForms.toCore(core)).isSameAs(core);
    assertThat(EventForms.coreField("regarding.name")).isEqualTo("involvedObject.name");
    assertThat(EventForms.coreField("type")).isEqualTo("type");
  }

  @Test
  void namesOfAllKinds() {
    assertThat(problems("batch/v1", "CronJob", "a".repeat(53)))
        .isEqualTo("[must be no more than 52 characters]");
    assertThat(problems("batch/v1", "CronJob", "a".repeat(52))).isEqualTo("[]");
    assertThat(problems("apps/v1", "StatefulSet", "a.b")).isEqualTo("[must not contain dots]");
    assertThat(problems("apps/v1", "Deployment", "a.b")).isEqualTo("[]");
    assertThat(problems("v1", "Service", "1a")).isEqualTo("[]");
    assertThat(problems("rbac.authorization.k8s.io/v1", "Role", "A:b")).isEqualTo("[]");
    assertThat(problems("example.com/v1", "Own", "A")).contains("RFC 1123 subdomain");
  }

  private static String problems(String apiVersion, String kind, String name) {
    return ClusterKinds.nameRule(GroupVersionKind.of(apiVersion, kind))
        .problems(name, false)
        .toString();
  }

  @Test
  void finalizersOfNamespacesGoThroughFinalize() {
    ApiObject before =
        new ApiObject(
            JsonReader.readObject(
                """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"},
                 "spec":{"finalizers":["kubernetes"]},"status":{"phase":"Terminating"}}
                """));
    ApiObject without = before.withSpec(spec -> spec.without("finalizers"));
    assertThat(Namespaces.forFinalize(without.without("status"), before)).isEqualTo(without);
    FieldErrors errors = new FieldErrors();
    Namespaces.checkFinalize(without, errors);
    assertThat(errors.isEmpty()).isTrue();
    Namespaces.checkFinalize(
        new ApiObject(JsonReader.readObject("{\"spec\":{\"finalizers\":[\"x\"]}}")), errors);
    assertThat(errors.summary())
        .isEqualTo(
            "spec.finalizers[0]: Invalid value: \"x\": name is neither a standard finalizer name"
                + " nor is it fully qualified");
  }

  @Test
  void onlyApprovalApproves() {
    ApiObject before =
        new ApiObject(
            JsonReader.readObject(
                "{\"apiVersion\":\"certificates.k8s.io/v1\",\"kind\":\"CertificateSigningRequest\",\"spec\":{},\"status\":{}}"));
    ApiObject approved =
        new ApiObject(
            JsonReader.readObject(
                "{\"status\":{\"certificate\":\"AAAA\",\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\"}]}}"));
    ApiObject next =
        CertificateRequestPreparation.timed(
            CertificateRequestPreparation.forApproval(approved, before),
            before,
            Instant.parse("2026-01-01T00:00:00.5Z"));
    assertThat(next.status())
        .isEqualTo(
            JsonReader.readObject(
                """
                {"conditions":[{"type":"Approved","status":"True","lastUpdateTime":"2026-01-01T00:00:00Z",
                 "lastTransitionTime":"2026-01-01T00:00:00Z"}]}
                """));
    FieldErrors errors = new FieldErrors();
    CertificateRequestPreparation.checkApproval(next, before, errors);
    assertThat(errors.isEmpty()).isTrue();
    ClusterKinds.rules(before.kind()).statusUpdated(next, before, errors);
    assertThat(errors.summary())
        .isEqualTo(
            "status.conditions: Forbidden: updates may not add a condition of type \"Approved\"");
  }

  @Test
  void aPodIsBoundToANode() {
    FieldErrors errors = new FieldErrors();
    ClusterKinds.rules(new GroupVersionKind("", "v1", "Binding"))
        .created(new ApiObject(JsonReader.readObject("{\"target\":{\"kind\":\"Pod\"}}")), errors);
    assertThat(errors.summary())
        .isEqualTo(
            "[target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\","
                + " target.name: Required value]");
  }
}
