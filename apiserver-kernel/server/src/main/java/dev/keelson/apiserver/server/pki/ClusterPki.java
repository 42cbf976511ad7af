package dev.keelson.apiserver.server.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All certificates and keys of an API server, in one directory under kubeadm's names.
 *
 * @param ca of the cluster: signs servers and clients
 * @param frontProxyCa signs proxies that may name the user of a request
 * @param serving for the API server's own port
 * @param serviceAccount signs service account tokens; RSA
 * @param admin who the first user of a new cluster is
 */
public record ClusterPki(
    CertificateAuthority ca,
    CertificateAuthority frontProxyCa,
    TlsIdentity serving,
    KeyPair serviceAccount,
    TlsIdentity admin) {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterPki.class);

  /** What has less left at a start is issued anew. */
  private static final Duration LEAST_LEFT = Duration.ofDays(30);

  /**
   * Reads what is there and makes what is not. The serving certificate is issued anew when it is
   * about to expire, when a name is missing in it, or when it is another CA's.
   *
   * @throws PkiFault a file cannot be read or written, or half of a pair is missing
   */
  public static ClusterPki open(Path directory, ServingNames names, InstantSource time) {
    OwnFiles.directory(directory);
    CertificateAuthority ca = authority(directory, "ca", "kubernetes", time);
    return new ClusterPki(
        ca,
        authority(directory, "front-proxy-ca", "front-proxy-ca", time),
        serving(directory, ca, names, time),
        serviceAccount(directory),
        kept(
            directory.resolve("admin.crt"),
            directory.resolve("admin.key"),
            ca,
            time,
            _ -> true,
            () -> ca.plainClient("kubernetes-admin", List.of("system:masters"))));
  }

  /**
   * Made anew and kept nowhere: for a cluster that ends with its process. RSA keys take long to
   * make, so all such clusters of a process have one, which the admin has as well: he may do what a
   * service account may.
   */
  public static ClusterPki fresh(ServingNames names, InstantSource time) {
    CertificateAuthority ca = CertificateAuthority.create("kubernetes", time);
    return new ClusterPki(
        ca,
        CertificateAuthority.create("front-proxy-ca", time),
        ca.serving("kube-apiserver", names),
        OfThisProcess.KEYS,
        ca.client("kubernetes-admin", List.of("system:masters"), OfThisProcess.KEYS));
  }

  private static final class OfThisProcess {
    static final KeyPair KEYS = Keys.rsa();
  }

  private static CertificateAuthority authority(
      Path directory, String name, String commonName, InstantSource time) {
    Path certificate = directory.resolve(name + ".crt");
    Path key = directory.resolve(name + ".key");
    if (bothThere(certificate, key)) {
      CertificateAuthority there = CertificateAuthority.load(certificate, key, time);
      if (there.certificate().getNotAfter().toInstant().isBefore(time.instant())) {
        throw new PkiFault(
            "%s has expired: give a new one, or move %s and its key away to have one made"
                .formatted(certificate, certificate.getFileName()));
      }
      return there;
    }
    CertificateAuthority fresh = CertificateAuthority.create(commonName, time);
    keep(fresh.identity(), certificate, key);
    LOG.info("made a certificate authority: {}", certificate);
    return fresh;
  }

  private static TlsIdentity serving(
      Path directory, CertificateAuthority ca, ServingNames names, InstantSource time) {
    Path certificate = directory.resolve("apiserver.crt");
    Path key = directory.resolve("apiserver.key");
    return kept(
        certificate, key, ca, time, names::areIn, () -> ca.serving("kube-apiserver", names));
  }

  private static TlsIdentity kept(
      Path certificate,
      Path key,
      CertificateAuthority ca,
      InstantSource time,
      Predicate<X509Certificate> fits,
      Supplier<TlsIdentity> make) {
    if (Files.exists(certificate) && Files.exists(key)) {
      try {
        TlsIdentity there = TlsIdentity.load(certificate, key);
        if (isGood(there.certificate(), ca, time) && fits.test(there.certificate())) {
          return there;
        }
      } catch (PkiFault fault) { // half written by a start that was killed
        LOG.warn("{}; issuing it anew", fault.getMessage());
      }
    }
    TlsIdentity fresh = make.get();
    keep(fresh, certificate, key);
    LOG.info(
        "issued {}, good until {}", certificate, fresh.certificate().getNotAfter().toInstant());
    return fresh;
  }

  private static boolean isGood(
      X509Certificate certificate, CertificateAuthority ca, InstantSource time) {
    return certificate.getNotAfter().toInstant().isAfter(time.instant().plus(LEAST_LEFT))
        && Certificates.isSignedBy(certificate, ca.certificate());
  }

  private static KeyPair serviceAccount(Path directory) {
    Path open = directory.resolve("sa.pub");
    Path secret = directory.resolve("sa.key");
    if (bothThere(open, secret)) {
      KeyPair there = new KeyPair(Pem.publicKeys(open).getFirst(), Pem.privateKey(secret));
      if (!Keys.belongTogether(there.getPublic(), there.getPrivate())) {
        throw new PkiFault("the key in %s is not that of %s".formatted(secret, open));
      }
      return there;
    }
    KeyPair fresh = Keys.rsa();
    OwnFiles.secret(secret, Pem.write(fresh.getPrivate()));
    OwnFiles.open(open, Pem.write(fresh.getPublic()));
    LOG.info("made keys for service accounts: {}", open);
    return fresh;
  }

  /** The key first: a certificate without it would look like one whose key was taken away. */
  private static void keep(TlsIdentity identity, Path certificate, Path key) {
    OwnFiles.secret(key, Pem.write(identity.key()));
    OwnFiles.open(certificate, Pem.write(identity.chain()));
  }

  /** A key alone is what a kill between two writes leaves; it has signed nothing yet. */
  private static boolean bothThere(Path open, Path secret) {
    boolean there = Files.exists(open);
    if (there && !Files.exists(secret)) {
      throw new PkiFault(
          "%s is there and %s is not: put it back, or move %s away to have both made"
              .formatted(open, secret, open.getFileName()));
    }
    return there;
  }

  /** With which tokens of service accounts are verified. */
  public List<PublicKey> serviceAccountKeys() {
    return List.of(serviceAccount.getPublic());
  }

  /**
   * A kubeconfig for the member of {@code system:masters} that a new cluster's first user is.
   *
   * @param server such as {@code https://127.0.0.1:6443}
   */
  public void writeAdminConfig(Path file, String server) {
    Kubeconfig.write(file, server, ca.certificate(), admin);
  }
}
