package dev.keelson.controllers.certificates;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.Times;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has approved requests signed, or says why not. */
final class Signing {
  private static final Logger LOG = LoggerFactory.getLogger(Signing.class);

  /** For clocks that are behind. */
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  /** Below this, the five minutes are not taken off the end. */
  private static final Duration SHORT = Duration.ofHours(8);

  private static final Duration LEAST = Duration.ofMinutes(10);

  private final Informer requests;
  private final ResourceClient writes;
  private final CertificateSigner signer;
  private final Duration longest;
  private final Timing timing;

  Signing(
      Informer requests,
      ResourceClient writes,
      CertificateSigner signer,
      Duration longest,
      Timing timing) {
    this.requests = requests;
    this.writes = writes;
    this.signer = signer;
    this.longest = longest;
    this.timing = timing;
  }

  Result reconcile(ObjectName name) throws GeneralSecurityException {
    Optional<SigningRequestView> found = requests.store().get(name).map(SigningRequestView::new);
    if (found.isEmpty() || !isOurs(found.get())) {
      return Result.done();
    }
    SigningRequestView request = found.get();
    CertificateRequest asked;
    try {
      asked = request.request();
    } catch (IllegalArgumentException e) {
      LOG.warn("unable to parse csr \"{}\": {}", name.name(), e.getMessage());
      return Result.done();
    }
    Optional<String> problem = SignerRules.problem(request.signer(), asked, request.usageSet());
    if (problem.isPresent()) {
      fail(request, problem.get());
    } else {
      sign(request, asked);
    }
    return Result.done();
  }

  private boolean isOurs(SigningRequestView request) {
    return request.isApproved()
        && !request.isFailed()
        && !request.isIssued()
        && SignerRules.ALL.contains(request.signer())
        && signer.signsFor(request.signer());
  }

  private void sign(SigningRequestView request, CertificateRequest asked)
      throws GeneralSecurityException {
    Instant now = timing.now();
    Duration life = life(request.expiration());
    Instant end = now.plus(life.compareTo(SHORT) < 0 ? life : life.minus(BACKDATED));
    String pem =
        signer.sign(
            new CertificateSigner.Order(
                asked.der(), request.signer(), request.usages(), now.minus(BACKDATED), end));
    String certificate = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    write(request, request.object().status().with("certificate", certificate));
  }

  /** What was asked for, within bounds. */
  Duration life(Optional<Duration> asked) {
    Duration wanted = asked.orElse(longest);
    if (wanted.compareTo(longest) > 0) {
      return longest;
    }
    return asked.isPresent() && wanted.compareTo(LEAST) < 0 ? LEAST : wanted;
  }

  private void fail(SigningRequestView request, String why) {
    String now = Times.text(timing.now());
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Failed")
            .put("status", "True")
            .put("reason", "SignerValidationFailure")
            .put("message", why)
            .put("lastUpdateTime", now)
            .put("lastTransitionTime", now)
            .build();
    write(
        request,
        request.object().status().with("conditions", request.conditions().plus(condition)));
  }

  private void write(SigningRequestView request, JsonObject status) {
    ApiObject changed = request.object().with("status", status);
    writes.updateStatus(changed);
  }
}
