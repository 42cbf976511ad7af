package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A client's one key, as it is. A key store would encrypt it with a key drawn from a password in
 * ten thousand rounds, only to decrypt it again: most of what it takes to open a server.
 */
final class OwnKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "self";

  private final TlsIdentity self;

  OwnKey(TlsIdentity self) {
    this.self = self;
  }

  /** Where the peer names issuers, the chain must lead to one of them. */
  private boolean suits(Principal @Nullable [] issuers) {
    if (issuers == null || issuers.length == 0) {
      return true;
    }
    List<Principal> known = Arrays.asList(issuers);
    return self.chain().stream().anyMatch(each -> known.contains(each.getIssuerX500Principal()));
  }

  private boolean isOf(String keyType) {
    return self.key().getAlgorithm().equalsIgnoreCase(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return Arrays.stream(keyTypes).anyMatch(this::isOf) && suits(issuers) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseClientAlias(keyTypes, issuers, null);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return isOf(keyType) && suits(issuers) ? new String[] {ALIAS} : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? self.chain().toArray(X509Certificate[]::new) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? self.key() : null;
  }
}
