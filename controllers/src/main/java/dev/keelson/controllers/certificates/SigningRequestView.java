package dev.keelson.controllers.certificates;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.basis.Conditions;
import dev.keelson.controllers.pod.Times;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A CertificateSigningRequest, read by name. */
record SigningRequestView(ApiObject object) {
  String signer() {
    return object.spec().text("signerName");
  }

  String user() {
    return object.spec().text("username");
  }

  List<String> usages() {
    return object.spec().array("usages").texts().toList();
  }

  Set<String> usageSet() {
    return new HashSet<>(usages());
  }

  /** Empty: as long as the signer likes. */
  Optional<Duration> expiration() {
    return object.spec().get("expirationSeconds") instanceof JsonLong(long seconds)
        ? Optional.of(Duration.ofSeconds(seconds))
        : Optional.empty();
  }

  /**
   * @throws IllegalArgumentException it is none
   */
  CertificateRequest request() {
    byte[] pem = Base64.getDecoder().decode(object.spec().text("request"));
    return CertificateRequest.parse(new String(pem, StandardCharsets.UTF_8));
  }

  boolean isIssued() {
    return !object.status().text("certificate").isEmpty();
  }

  JsonArray conditions() {
    return object.status().array("conditions");
  }

  Optional<JsonObject> condition(String type) {
    return Conditions.find(conditions(), type);
  }

  boolean isApproved() {
    return condition("Approved").isPresent() && condition("Denied").isEmpty();
  }

  boolean isDecided() {
    return condition("Approved").isPresent() || condition("Denied").isPresent();
  }

  boolean isFailed() {
    return condition("Failed").filter(each -> each.text("status").equals("True")).isPresent();
  }

  /** Whether it has had that condition for longer. */
  boolean isPast(String type, Duration age, Instant now) {
    return condition(type)
        .flatMap(each -> Times.parse(each.text("lastUpdateTime")))
        .filter(each -> each.plus(age).isBefore(now))
        .isPresent();
  }

  /** When its certificate ends; empty: there is none, or nobody can read it. */
  Optional<Instant> end() {
    try {
      byte[] pem = Base64.getDecoder().decode(object.status().text("certificate"));
      return pem.length > 0
              && CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(pem))
                  instanceof X509Certificate certificate
          ? Optional.of(certificate.getNotAfter().toInstant())
          : Optional.empty();
    } catch (CertificateException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
