package dev.keelson.launcher.etcd;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which listeners speak TLS: those whose URL says https. What does not fit is said in etcd's words.
 */
final class SecureListeners {
  private SecureListeners() {}

  /** Of all ports that serve clients, metrics and probes included. */
  static Set<InetSocketAddress> clients(Settings settings, TlsSettings tls) {
    Set<InetSocketAddress> secure = new LinkedHashSet<>();
    Set<InetSocketAddress> clear = new LinkedHashSet<>();
    for (String flag : List.of("listen-client-urls", "listen-client-http-urls")) {
      for (EtcdUrl url : settings.urls(flag)) {
        if (url.isSecure() && tls.clients().isEmpty()) {
          throw new BadSetting(
              "TLS key/cert (--cert-file, --key-file) must be provided for client url %s with HTTPS"
                      .formatted(url)
                  + " scheme");
        }
        (url.isSecure() ? secure : clear).add(url.bindAddress());
      }
    }
    for (EtcdUrl url : settings.urls("listen-metrics-urls")) {
      if (url.isSecure() && tls.clients().isEmpty()) {
        throw new BadSetting(
            "client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure url");
      }
      (url.isSecure() ? secure : clear).add(url.bindAddress());
    }
    for (InetSocketAddress address : secure) {
      if (clear.contains(address)) {
        throw new BadSetting(
            "%s is to be both http and https: give one of them another port"
                .formatted(Ports.text(address)));
      }
    }
    return secure;
  }

  /** Whether the traffic between members is under TLS. */
  static boolean peers(Settings settings, TlsSettings tls) {
    boolean secure = false;
    for (EtcdUrl url : settings.urls("listen-peer-urls")) {
      if (url.isSecure() && tls.peers().isEmpty()) {
        throw new BadSetting(
            "cannot listen on TLS for %s: KeyFile and CertFile are not presented (--peer-cert-file,"
                    .formatted(Ports.text(url.bindAddress()))
                + " --peer-key-file)");
      }
      secure |= url.isSecure();
    }
    return secure;
  }

  /** A member that dialled in the other way than it is dialled would never find the rest. */
  static void checkSame(InitialCluster cluster, boolean secure) {
    if (cluster.members().size() < 2) {
      return; // nobody dials
    }
    for (List<EtcdUrl> urls : cluster.members().values()) {
      for (EtcdUrl url : urls) {
        if (url.isSecure() != secure) {
          throw new BadSetting(
              "--initial-cluster has %s, but --listen-peer-urls is %s: members speak TLS with each"
                      .formatted(url, secure ? "https" : "http")
                  + " other all or none");
        }
      }
    }
  }

  /** etcd's, where certificates are given and not used. */
  static List<String> warnings(Settings settings, TlsSettings tls) {
    List<String> warnings = new ArrayList<>();
    boolean certs = tls.clients().isPresent();
    for (String flag : List.of("listen-client-urls", "listen-client-http-urls")) {
      for (EtcdUrl url : settings.urls(flag)) {
        if (!url.isSecure() && certs) {
          warnings.add(
              "scheme is http or unix while key and cert files are present; ignoring key and cert"
                  + " files: "
                  + url);
        }
        if (!url.isSecure() && settings.enabled("client-cert-auth")) {
          warnings.add(
              "scheme is http or unix while --client-cert-auth is enabled; ignoring client cert"
                  + " auth for this URL: "
                  + url);
        }
      }
    }
    for (EtcdUrl url : settings.urls("listen-peer-urls")) {
      if (!url.isSecure() && tls.peers().isPresent()) {
        warnings.add(
            "scheme is HTTP while key and cert files are present; ignoring key and cert files: "
                + url);
      }
      if (!url.isSecure() && settings.enabled("peer-client-cert-auth")) {
        warnings.add(
            "scheme is HTTP while --peer-client-cert-auth is enabled; ignoring client cert auth for"
                + " this URL: "
                + url);
      }
    }
    if (settings.enabled("auto-tls") && !settings.text("cert-file").isEmpty()) {
      warnings.add("ignoring client auto TLS since certs given");
    }
    if (settings.enabled("peer-auto-tls") && !settings.text("peer-cert-file").isEmpty()) {
      warnings.add("ignoring peer auto TLS since certs given");
    }
    return warnings;
  }
}
