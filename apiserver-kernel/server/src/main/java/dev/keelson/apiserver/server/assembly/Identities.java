package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.server.assembly.ApiServerConfig.ServiceAccounts;
import dev.keelson.apiserver.server.auth.Authenticator;
import dev.keelson.apiserver.server.auth.AuthenticatorUnion;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.auth.X509Authenticator;
import dev.keelson.apiserver.server.auth.token.BearerTokens;
import dev.keelson.apiserver.server.auth.token.BootstrapTokens;
import dev.keelson.apiserver.server.auth.token.OpenIdDocuments;
import dev.keelson.apiserver.server.auth.token.ServiceAccountTokens;
import dev.keelson.apiserver.server.auth.token.SigningKey;
import dev.keelson.apiserver.server.auth.token.StaticTokens;
import dev.keelson.apiserver.server.auth.token.TokenAuthenticator;
import dev.keelson.apiserver.server.auth.token.TokenIssuer;
import dev.keelson.apiserver.server.auth.token.TokenUnion;
import dev.keelson.apiserver.server.auth.token.VerifyingKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All that says who somebody is.
 *
 * @param issuer empty: this server signs no tokens
 */
record Identities(
    Authenticator authenticator,
    X509Authenticator certificates,
    TokenAuthenticator tokens,
    Optional<TokenIssuer> issuer,
    OpenIdDocuments openId) {

  /**
   * @throws IllegalArgumentException keys or static tokens that cannot be used
   */
  static Identities of(ApiServerConfig config, ObjectLookup objects) {
    ServiceAccounts accounts = config.serviceAccounts();
    List<VerifyingKey> keys = keys(accounts.verifying());
    TokenAuthenticator tokens =
        TokenUnion.of(
            StaticTokens.of(config.staticTokens(), accounts.audiences()),
            new ServiceAccountTokens(
                accounts.issuers(), keys, accounts.audiences(), objects, config.clock()),
            new BootstrapTokens(objects, config.clock(), accounts.audiences()));
    X509Authenticator certificates = new X509Authenticator(config.clientCas(), config.clock());
    Authenticator union =
        new AuthenticatorUnion(
            List.of(certificates, new BearerTokens(tokens, accounts.audiences())),
            config.isAnonymousAllowed());
    String issuer = accounts.issuers().getFirst();
    return new Identities(
        union,
        certificates,
        tokens,
        accounts.signing().map(pair -> issuer(accounts, issuer, pair, objects)),
        new OpenIdDocuments(
            issuer,
            "https://%s:%d%s"
                .formatted(
                    config.address().advertised().orElse("127.0.0.1"),
                    config.address().securePort(),
                    OpenIdDocuments.KEYS_PATH),
            keys));
  }

  private static TokenIssuer issuer(
      ServiceAccounts accounts, String issuer, KeyPair pair, ObjectLookup objects) {
    try {
      return new TokenIssuer(
          issuer,
          SigningKey.of(pair),
          accounts.audiences(),
          objects,
          () -> UUID.randomUUID().toString());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot sign tokens with this key", e);
    }
  }

  private static List<VerifyingKey> keys(List<PublicKey> keys) {
    List<VerifyingKey> all = new ArrayList<>();
    for (PublicKey key : keys) {
      try {
        all.add(VerifyingKey.of(key));
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("cannot verify tokens with this key", e);
      }
    }
    return all;
  }
}
