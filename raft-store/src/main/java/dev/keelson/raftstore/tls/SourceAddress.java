package dev.keelson.raftstore.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Whether a connection comes from where its certificate says (etcd's check of a peer's alternative
 * names): from one of its addresses, or from an address that one of its host names has, or that
 * looks back to one. A certificate that names neither may come from anywhere.
 */
final class SourceAddress {
  /** Names are looked up here, at most four at a time; what is more than 64 behind is refused. */
  private static final ThreadPoolExecutor LOOK_UPS = lookUps();

  private SourceAddress() {}

  /** Completes at once where no name has to be looked up. */
  static CompletableFuture<Void> check(X509Certificate certificate, InetAddress remote) {
    AlternativeNames names = AlternativeNames.of(certificate);
    if (names.isEmpty() || names.addresses().contains(remote)) {
      return CompletableFuture.completedFuture(null);
    }
    if (names.hosts().isEmpty()) {
      return CompletableFuture.failedFuture(wrong(names, remote));
    }
    try {
      return CompletableFuture.supplyAsync(() -> isOneOf(remote, names), LOOK_UPS)
          .thenCompose(
              found ->
                  found
                      ? CompletableFuture.completedFuture(null)
                      : CompletableFuture.failedFuture(wrong(names, remote)));
    } catch (RejectedExecutionException _) {
      return CompletableFuture.failedFuture(
          new CertificateException("too many host names of certificates wait to be looked up"));
    }
  }

  private static boolean isOneOf(InetAddress remote, AlternativeNames names) {
    // a fresh object: one that was connected to may carry the name it was dialled by
    InetAddress address = fresh(remote);
    if (names.cover(address.getCanonicalHostName())) {
      return true;
    }
    for (String host : names.hosts()) {
      if (!host.startsWith("*.") && resolve(host).contains(remote)) {
        return true;
      }
    }
    return false;
  }

  private static InetAddress fresh(InetAddress remote) {
    try {
      return InetAddress.getByAddress(remote.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static List<InetAddress> resolve(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException _) {
      return List.of();
    }
  }

  private static CertificateException wrong(AlternativeNames names, InetAddress remote) {
    return new WrongAddress(
        "tls: \"%s\" does not match any of DNSNames %s or IPAddresses %s"
            .formatted(
                remote.getHostAddress(),
                names.hosts(),
                names.addresses().stream().map(InetAddress::getHostAddress).toList()));
  }

  /** Sound and signed, and shown from an address it is not for. */
  static final class WrongAddress extends CertificateException {
    private static final long serialVersionUID = 1L;

    WrongAddress(String message) {
      super(message);
    }
  }

  private static ThreadPoolExecutor lookUps() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            4,
            4,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(64),
            Thread.ofPlatform().daemon().name("tls-look-up-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
