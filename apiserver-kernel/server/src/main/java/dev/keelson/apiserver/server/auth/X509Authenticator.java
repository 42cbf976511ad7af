package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.server.ApiRequest;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Client certificates: verified against the client CAs with the intermediates that were sent, then
 * the subject's common name is the caller and its organizations are his groups.
 *
 * <p>Verifying costs a signature check for each link, so chains that were good are remembered until
 * one of their certificates expires; {@value #REMEMBERED} of them, then all are forgotten.
 * Thread-safe.
 */
public final class X509Authenticator implements Authenticator {
  static final int REMEMBERED = 4096;
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private record Verified(Caller caller, Instant until) {}

  private volatile Set<TrustAnchor> anchors = Set.of();
  private final InstantSource time;
  private volatile Map<List<X509Certificate>, Verified> verified = new ConcurrentHashMap<>();

  /** Without CAs it knows nobody. */
  public X509Authenticator(List<X509Certificate> clientCas, InstantSource time) {
    this.time = time;
    trust(clientCas);
  }

  /** From now on these CAs, and no others. */
  public void trust(List<X509Certificate> clientCas) {
    Set<TrustAnchor> all = new HashSet<>();
    clientCas.forEach(ca -> all.add(new TrustAnchor(ca, null)));
    anchors = Set.copyOf(all);
    verified = new ConcurrentHashMap<>();
  }

  @Override
  public Outcome authenticate(ApiRequest request) {
    List<X509Certificate> chain = request.peer().certificates();
    if (chain.isEmpty() || anchors.isEmpty()) {
      return new Outcome.Unknown();
    }
    Instant now = time.instant();
    Verified known = verified.get(chain);
    if (known != null && now.isBefore(known.until())) {
      return new Outcome.Known(known.caller());
    }
    try {
      X509Certificate leaf = chain.getFirst();
      Instant until = verify(chain, now);
      if (CertificateSubject.commonName(leaf).isEmpty()) {
        return new Outcome.Unknown();
      }
      Caller caller = CertificateSubject.caller(leaf);
      remember(chain, new Verified(caller, until));
      return new Outcome.Known(caller);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return new Outcome.Rejected("verifying certificate failed: " + e.getMessage());
    }
  }

  private void remember(List<X509Certificate> chain, Verified result) {
    if (verified.size() >= REMEMBERED) {
      verified.clear();
    }
    verified.put(chain, result);
  }

  /** Answers when the first certificate of the path expires. */
  private Instant verify(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
    X509Certificate leaf = chain.getFirst();
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(leaf);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    PKIXCertPathBuilderResult result =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    X509Certificate anchor = result.getTrustAnchor().getTrustedCert();
    // The builder takes an anchor's own dates and every certificate's purpose for granted.
    anchor.checkValidity(Date.from(now));
    Instant until = anchor.getNotAfter().toInstant();
    for (var each : result.getCertPath().getCertificates()) {
      X509Certificate certificate = (X509Certificate) each;
      checkUsage(certificate);
      Instant end = certificate.getNotAfter().toInstant();
      until = end.isBefore(until) ? end : until;
    }
    return until;
  }

  private static void checkUsage(X509Certificate certificate) throws CertificateParsingException {
    List<String> usages = certificate.getExtendedKeyUsage();
    if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
      throw new CertificateParsingException("certificate specifies an incompatible key usage");
    }
  }
}
