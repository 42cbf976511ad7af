package dev.keelson.controllers.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.basis.Conditions;
import dev.keelson.controllers.cluster.Bench;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CertificatesTest {
  /** Made by openssl: O=system:nodes, CN=system:node:n1. */
  private static final String CLIENT =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIck1JR1NBZ0VBTURBeE"
          + "ZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVYTUJVR0ExVUVBd3dPYzNsegpkR1Z0"
          + "T201dlpHVTZiakV3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVNRREY2SU"
          + "lZNWFKODZDCi9KdDN2UWJYU0dEbXErbTJDQ3JuUFJHVUJTTHZRQURDamV5U0FkU01IdCt4"
          + "WDQ3ZllZa0dnYmpqVkRVNlZJcUoKb094cmY3SE1vQUF3Q2dZSUtvWkl6ajBFQXdJRFNBQX"
          + "dSUUloQUpWci9kNjdiNXVQQm9wRExqNnN1YTNFRVB3TwpHSnVrRWZMaGFTekFodW5KQWlB"
          + "V2VQbzcxc2NkOEplRVBucTBKeWp6dnY4K0ZlWWc3R2NqcWYwek43Rndldz09Ci0tLS0tRU"
          + "5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

  /** The same with subjectAltName=DNS:n1,IP:10.0.0.1. */
  private static final String SERVING =
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkVUQ0J1QUlCQURBd0"
          + "1SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14RnpBVkJnTlZCQU1NRG5ONQpjM1Js"
          + "YlRwdWIyUmxPbTR4TUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFa0F4ZW"
          + "lDR09XaWZPCmd2eWJkNzBHMTBoZzVxdnB0Z2dxNXowUmxBVWk3MEFBd28zc2tnSFVqQjdm"
          + "c1YrTzMyR0pCb0c0NDFRMU9sU0sKaWFEc2EzK3h6S0FtTUNRR0NTcUdTSWIzRFFFSkRqRV"
          + "hNQlV3RXdZRFZSMFJCQXd3Q29JQ2JqR0hCQW9BQUFFdwpDZ1lJS29aSXpqMEVBd0lEU0FB"
          + "d1JRSWdETnhtWHFzZmJBdldCVFZaRDJrS1F1dThTTy9pOWlCM2sxV1lwNEtPCmo5a0NJUU"
          + "NOL1F3YnI3TjF1NkhQVFNiT1pocktDb1ZlaXUxejRiN0VBLzQwSDUwMm1RPT0KLS0tLS1F"
          + "TkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

  private static final Set<String> CLIENT_USAGES = Set.of("digital signature", "client auth");

  private static CertificateRequest parse(String base64) {
    return CertificateRequest.parse(
        new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
  }

  /** Signs nothing, but says what it was asked for. */
  private static final class Notary implements CertificateSigner {
    final List<Order> orders = new CopyOnWriteArrayList<>();

    @Override
    public boolean signsFor(String signerName) {
      return true;
    }

    @Override
    public String sign(Order order) {
      orders.add(order);
      return PEM;
    }
  }

  /** Any certificate will do. */
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\n"
          + "MIIBbzCCARWgAwIBAgIUQlONphVx1iwWfUzAgoc05eSMN1UwCgYIKoZIzj0EAwIw\n"
          + "DDEKMAgGA1UEAwwBeDAgFw0yNjExMjMyMTUxNDdaGA8yMTI2MTAzMDIxNTE0N1ow\n"
          + "DDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJAMXoghjlon\n"
          + "zoL8m3e9BtdIYOar6bYIKuc9EZQFIu9AAMKN7JIB1Iwe37Ffjt9hiQaBuONUNTpU\n"
          + "iomg7Gt/scyjUzBRMB0GA1UdDgQWBBS0NnWu5M8l1gy4TSKnE8gN+sZP9TAfBgNV\n"
          + "HSMEGDAWgBS0NnWu5M8l1gy4TSKnE8gN+sZP9TAPBgNVHRMBAf8EBTADAQH/MAoG\n"
          + "CCqGSM49BAMCA0gAMEUCIQCpPpNinSr4nk6cLWxOCtJzWtNbsOp27j1+6vfDkCoC\n"
          + "CAIgOXjeV0q8ahiJw83J9TIJfIZFE1cOITMnHMMd2+7CEVE=\n"
          + "-----END CERTIFICATE-----\n";

  @Test
  void requestsAreRead() {
    CertificateRequest request = parse(SERVING);
    assertThat(request.commonName()).isEqualTo("system:node:n1");
    assertThat(request.organizations()).containsExactly("system:nodes");
    assertThat(request.has(CertificateRequest.DNS)).isTrue();
    assertThat(request.has(CertificateRequest.IP)).isTrue();
    assertThat(request.has(CertificateRequest.URI)).isFalse();
    assertThat(parse(CLIENT).names()).isEmpty();
  }

  @Test
  void signersSignOnlyWhatIsTheirs() {
    assertThat(SignerRules.problem(SignerRules.KUBELET_CLIENT, parse(CLIENT), CLIENT_USAGES))
        .isEmpty();
    assertThat(SignerRules.problem(SignerRules.KUBELET_CLIENT, parse(SERVING), CLIENT_USAGES))
        .contains("DNS subjectAltNames are not allowed");
    assertThat(
            SignerRules.problem(
                SignerRules.KUBELET_SERVING,
                parse(SERVING),
                Set.of("digital signature", "server auth")))
        .isEmpty();
    assertThat(SignerRules.problem(SignerRules.CLIENT, parse(CLIENT), Set.of("server auth")))
        .contains("invalid usage for client certificate: server auth");
    assertThat(SignerRules.problem(SignerRules.CLIENT, parse(CLIENT), Set.of()))
        .contains("missing required usage for client certificate: client auth");
  }

  @Test
  void kubeletsGetTheirCertificate() {
    Notary notary = new Notary();
    try (Bench bench = Bench.open(Map.of())) {
      bench.run(Certificates.APPROVING, Certificates.signing(notary));
      bench.create(
          "certificates.k8s.io/v1",
          "certificatesigningrequests",
          request("n1", SignerRules.KUBELET_CLIENT));
      bench.await(
          "certificates.k8s.io/v1",
          "certificatesigningrequests",
          "",
          "n1",
          each -> !each.status().text("certificate").isEmpty());
      ApiObject done = bench.get("certificates.k8s.io/v1", "certificatesigningrequests", "", "n1");
      assertThat(
              Conditions.find(done.status().array("conditions"), "Approved")
                  .orElseThrow()
                  .text("message"))
          .endsWith("kubelet client certificate after SubjectAccessReview.");
      CertificateSigner.Order order = notary.orders.getFirst();
      assertThat(Duration.between(order.notBefore(), order.notAfter()))
          .isEqualTo(Duration.ofDays(365));
    }
  }

  @Test
  void whatIsApprovedAndWrongFails() {
    try (Bench bench = Bench.open(Map.of())) {
      bench.run(Certificates.signing(new Notary()));
      ApiObject made =
          bench.create(
              "certificates.k8s.io/v1",
              "certificatesigningrequests",
              request("wrong", SignerRules.KUBELET_SERVING));
      JsonObject approved =
          JsonObject.builder()
              .put("type", "Approved")
              .put("status", "True")
              .put("reason", "Test")
              .build();
      bench
          .client()
          .resource("certificates.k8s.io/v1", "certificatesigningrequests")
          .subresource("approval")
          .update(
              made.objectName(),
              made.withStatus(status -> status.with("conditions", JsonArray.of(approved))),
              WriteOptions.USUAL);
      bench.await(
          "certificates.k8s.io/v1",
          "certificatesigningrequests",
          "",
          "wrong",
          each ->
              Conditions.find(each.status().array("conditions"), "Failed")
                  .filter(one -> one.text("message").equals("DNS or IP subjectAltName is required"))
                  .isPresent());
    }
  }

  private static String request(String name, String signer) {
    return """
    apiVersion: certificates.k8s.io/v1
    kind: CertificateSigningRequest
    metadata: {name: %s}
    spec:
      signerName: %s
      usages: [digital signature, client auth]
      request: %s
    """
        .formatted(name, signer, CLIENT);
  }

  @Test
  void oldRequestsGo() {
    Instant now = Instant.parse("2026-06-03T12:00:00Z");
    assertThat(isOver("", now)).isTrue();
    assertThat(isOver("", now.minus(Duration.ofHours(30)))).isFalse();
    String denied = "{type: Denied, status: 'True', lastUpdateTime: '2026-06-03T10:00:00Z'}";
    assertThat(isOver(denied, now)).isTrue();
    assertThat(isOver(denied, now.minus(Duration.ofMinutes(70)))).isFalse();
    String approved = "{type: Approved, status: 'True', lastUpdateTime: '2026-06-03T10:00:00Z'}";
    assertThat(isOver(approved, now)).isFalse();
    assertThat(isOver(approved, now.plus(Duration.ofHours(23)))).isTrue();
  }

  private static boolean isOver(String condition, Instant now) {
    return RequestCleaner.isOver(
        new SigningRequestView(
            Bench.object(
                """
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata: {name: r, creationTimestamp: "2026-06-02T10:00:00Z"}
                status: {conditions: [%s]}
                """
                    .formatted(condition))),
        now);
  }
}
