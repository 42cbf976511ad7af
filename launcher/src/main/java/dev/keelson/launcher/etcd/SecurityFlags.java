package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Flag.Group.AUTH;
import static dev.keelson.launcher.etcd.Flag.Group.SECURITY;
import static dev.keelson.launcher.etcd.Flag.flag;
import static dev.keelson.launcher.etcd.FlagType.BOOL;
import static dev.keelson.launcher.etcd.FlagType.STRING;
import static dev.keelson.launcher.etcd.FlagType.STRINGS;
import static dev.keelson.launcher.etcd.FlagType.UINT;
import static dev.keelson.launcher.etcd.Treatment.IMPLEMENTED;
import static dev.keelson.launcher.etcd.Treatment.PROTECTS;
import static dev.keelson.launcher.etcd.Treatment.WITHOUT_EFFECT;

import java.util.List;

/**
 * Certificates and tokens. Tokens are not served yet, so each that protects by them stops the
 * start.
 */
final class SecurityFlags {
  static final List<Flag> TABLE =
      List.of(
          flag(
              SECURITY,
              "cert-file",
              STRING,
              "",
              IMPLEMENTED,
              "Server certificate towards clients."),
          flag(SECURITY, "key-file", STRING, "", IMPLEMENTED, "Its key."),
          flag(
              SECURITY,
              "client-cert-auth",
              BOOL,
              "false",
              IMPLEMENTED,
              "Ask clients for certificates."),
          flag(
              SECURITY,
              "client-cert-file",
              STRING,
              "",
              IMPLEMENTED,
              "Certificate when this member is a client."),
          flag(SECURITY, "client-key-file", STRING, "", IMPLEMENTED, "Its key."),
          flag(
              SECURITY, "client-crl-file", STRING, "", IMPLEMENTED, "Revoked client certificates."),
          flag(
              SECURITY,
              "client-cert-allowed-hostname",
              STRINGS,
              "",
              IMPLEMENTED,
              "Host names that client certificates may carry."),
          flag(SECURITY, "trusted-ca-file", STRING, "", IMPLEMENTED, "CA of the clients."),
          flag(
              SECURITY,
              "auto-tls",
              BOOL,
              "false",
              IMPLEMENTED,
              "TLS towards clients with a generated certificate."),
          flag(
              SECURITY,
              "peer-cert-file",
              STRING,
              "",
              IMPLEMENTED,
              "Certificate towards other members."),
          flag(SECURITY, "peer-key-file", STRING, "", IMPLEMENTED, "Its key."),
          flag(
              SECURITY,
              "peer-client-cert-auth",
              BOOL,
              "false",
              IMPLEMENTED,
              "Ask other members for certificates."),
          flag(
              SECURITY,
              "peer-client-cert-file",
              STRING,
              "",
              IMPLEMENTED,
              "Certificate when dialling other members."),
          flag(SECURITY, "peer-client-key-file", STRING, "", IMPLEMENTED, "Its key."),
          flag(SECURITY, "peer-trusted-ca-file", STRING, "", IMPLEMENTED, "CA of the members."),
          flag(
              SECURITY,
              "peer-cert-allowed-cn",
              STRINGS,
              "",
              IMPLEMENTED,
              "Common names that member certificates may carry."),
          flag(
              SECURITY,
              "peer-cert-allowed-hostname",
              STRINGS,
              "",
              IMPLEMENTED,
              "Host names that member certificates may carry."),
          flag(
              SECURITY,
              "peer-auto-tls",
              BOOL,
              "false",
              IMPLEMENTED,
              "TLS between members with generated certificates."),
          flag(SECURITY, "peer-crl-file", STRING, "", IMPLEMENTED, "Revoked member certificates."),
          flag(
              SECURITY,
              "peer-skip-client-san-verification",
              BOOL,
              "false",
              IMPLEMENTED,
              "Do not verify the SAN of member certificates."),
          flag(
              SECURITY,
              "self-signed-cert-validity",
              UINT,
              "1",
              IMPLEMENTED,
              "Years that generated certificates are valid."),
          flag(
              SECURITY,
              "cipher-suites",
              STRINGS,
              "",
              IMPLEMENTED,
              "Cipher suites of TLS 1.2, by Go's names."),
          flag(
              SECURITY,
              "tls-min-version",
              STRING,
              "TLS1.2",
              IMPLEMENTED,
              "Oldest TLS version, TLS1.2 or TLS1.3."),
          flag(SECURITY, "tls-max-version", STRING, "", IMPLEMENTED, "Newest TLS version."),
          flag(
              SECURITY,
              "cors",
              STRINGS,
              "*",
              WITHOUT_EFFECT,
              "Origins that browsers may call from."),
          flag(
              SECURITY,
              "host-whitelist",
              STRINGS,
              "*",
              PROTECTS,
              "Host names that HTTP requests may carry."),
          flag(
              AUTH,
              "auth-token",
              STRING,
              "simple",
              PROTECTS,
              "Kind of authentication token: simple or jwt,options."),
          flag(
              AUTH,
              "auth-token-ttl",
              UINT,
              "300",
              WITHOUT_EFFECT,
              "Seconds that a simple token lives."),
          flag(
              AUTH,
              "bcrypt-cost",
              UINT,
              "10",
              WITHOUT_EFFECT,
              "Cost of hashing passwords, 4 to 31."));

  private SecurityFlags() {}
}
