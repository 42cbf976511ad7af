package dev.keelson.raftstore.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the pair that is in the files now. A handshake chooses an alias first and asks for chain
 * and key by it later, so an alias stands for one pair, and the last few are remembered: a
 * handshake under way during a renewal stays with what it began with.
 */
final class OwnKeys extends X509ExtendedKeyManager {
  private static final int REMEMBERED = 8;

  private final Supplier<KeyPair> files;
  private final Map<String, KeyPair> aliases = new LinkedHashMap<>();
  private @Nullable KeyPair last;
  private String lastAlias = "";
  private long count;

  OwnKeys(Supplier<KeyPair> files) {
    this.files = files;
  }

  private synchronized @Nullable String alias(String... kinds) {
    KeyPair now = files.get();
    if (now != last) {
      last = now;
      lastAlias = "pair-" + ++count;
      aliases.put(lastAlias, now);
      if (aliases.size() > REMEMBERED) {
        aliases.remove(aliases.keySet().iterator().next());
      }
    }
    for (String kind : kinds) {
      if (kind.equals(now.key().getAlgorithm())) {
        return lastAlias;
      }
    }
    return null;
  }

  private synchronized @Nullable KeyPair pair(String alias) {
    return aliases.get(alias);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return getServerAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    KeyPair pair = pair(alias);
    return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    KeyPair pair = pair(alias);
    return pair == null ? null : pair.key();
  }
}
