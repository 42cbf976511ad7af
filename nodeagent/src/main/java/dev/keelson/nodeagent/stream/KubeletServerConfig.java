package dev.keelson.nodeagent.stream;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Kubelet's HTTPS server, of all a pool's nodes on one port; by which address it is called tells
 * the node.
 *
 * @param bindAddress {@code 0.0.0.0}, or {@code 127.0.0.1} for what never leaves the machine; all
 *     of 127/8 is reached by the first only
 * @param port 0: a free one
 * @param key of {@code chain}; API servers do not check a kubelet's certificate unless they are
 *     told to
 * @param clientAuthorities whose client certificates name users; empty: none do
 * @param isAnonymousAllowed whether who shows nothing is {@code system:anonymous}, who is then
 *     asked for like everybody
 */
public record KubeletServerConfig(
    String bindAddress,
    int port,
    PrivateKey key,
    List<X509Certificate> chain,
    List<X509Certificate> clientAuthorities,
    boolean isAnonymousAllowed) {
  public KubeletServerConfig {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
  }

  public static KubeletServerConfig of(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {
    return new KubeletServerConfig("0.0.0.0", 0, key, chain, clientAuthorities, false);
  }

  public KubeletServerConfig onPort(int other) {
    return new KubeletServerConfig(
        bindAddress, other, key, chain, clientAuthorities, isAnonymousAllowed);
  }

  public KubeletServerConfig on(String address) {
    return new KubeletServerConfig(
        address, port, key, chain, clientAuthorities, isAnonymousAllowed);
  }
}
