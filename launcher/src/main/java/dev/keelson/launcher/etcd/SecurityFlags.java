package dev.keelson.launcher.etcd;

import static dev.keelson.launcher.etcd.Flag.Group.AUTH;
import static dev.keelson.launcher.etcd.Flag.Group.SECURITY;
import static dev.keelson.launcher.etcd.Flag.flag;
import static dev.keelson.launcher.etcd.FlagType.BOOL;
import static dev.keelson.launcher.etcd.FlagType.STRING;
import static dev.keelson.launcher.etcd.FlagType.STRINGS;
import static dev.keelson.launcher.etcd.FlagType.UINT;
import static dev.keelson.launcher.etcd.Treatment.PROTECTS;
import static dev.keelson.launcher.etcd.Treatment.WITHOUT_EFFECT;

import java.util.List;

/**
 * Certificates and tokens. None is served yet, so each that protects stops the start. Those that
 * only shape TLS (versions, ciphers) have no effect without certificates in etcd either.
 */
final class SecurityFlags {
  static final List<Flag> TABLE =
      List.of(
          flag(SECURITY, "cert-file", STRING, "", PROTECTS, "Server certificate towards clients."),
          flag(SECURITY, "key-file", STRING, "", PROTECTS, "Its key."),
          flag(
              SECURITY,
              "client-cert-auth",
              BOOL,
              "false",
              PROTECTS,
              "Ask clients for certificates."),
          flag(
              SECURITY,
              "client-cert-file",
              STRING,
              "",
              PROTECTS,
              "Certificate when this member is a client."),
          flag(SECURITY, "client-key-file", STRING, "", PROTECTS, "Its key."),
          flag(SECURITY, "client-crl-file", STRING, "", PROTECTS, "Revoked client certificates."),
          flag(
              SECURITY,
              "client-cert-allowed-hostname",
              STRINGS,
              "",
              PROTECTS,
              "Host names that client certificates may carry."),
          flag(SECURITY, "trusted-ca-file", STRING, "", PROTECTS, "CA of the clients."),
          flag(
              SECURITY,
              "auto-tls",
              BOOL,
              "false",
              PROTECTS,
              "TLS towards clients with a generated certificate."),
          flag(
              SECURITY,
              "peer-cert-file",
              STRING,
              "",
              PROTECTS,
              "Certificate towards other members."),
          flag(SECURITY, "peer-key-file", STRING, "", PROTECTS, "Its key."),
          flag(
              SECURITY,
              "peer-client-cert-auth",
              BOOL,
              "false",
              PROTECTS,
              "Ask other members for certificates."),
          flag(
              SECURITY,
              "peer-client-cert-file",
              STRING,
              "",
              PROTECTS,
              "Certificate when dialling other members."),
          flag(SECURITY, "peer-client-key-file", STRING, "", PROTECTS, "Its key."),
          flag(SECURITY, "peer-trusted-ca-file", STRING, "", PROTECTS, "CA of the members."),
          flag(
              SECURITY,
              "peer-cert-allowed-cn",
              STRINGS,
              "",
              PROTECTS,
              "Common names that member certificates may carry."),
          flag(
              SECURITY,
              "peer-cert-allowed-hostname",
              STRINGS,
              "",
              PROTECTS,
              "Host names that member certificates may carry."),
          flag(
              SECURITY,
              "peer-auto-tls",
              BOOL,
              "false",
              PROTECTS,
              "TLS between members with generated certificates."),
          flag(SECURITY, "peer-crl-file", STRING, "", PROTECTS, "Revoked member certificates."),
          flag(
              SECURITY,
              "peer-skip-client-san-verification",
              BOOL,
              "false",
              WITHOUT_EFFECT,
              "Do not verify the SAN of member certificates."),
          flag(
              SECURITY,
              "self-signed-cert-validity",
              UINT,
              "1",
              WITHOUT_EFFECT,
              "Years that generated certificates are valid."),
          flag(
              SECURITY,
              "cipher-suites",
              STRINGS,
              "",
              WITHOUT_EFFECT,
              "Cipher suites of TLS 1.2, by Go's names."),
          flag(
              SECURITY,
              "tls-min-version",
              STRING,
              "TLS1.2",
              WITHOUT_EFFECT,
              "Oldest TLS version, TLS1.2 or TLS1.3."),
          flag(SECURITY, "tls-max-version", STRING, "", WITHOUT_EFFECT, "Newest TLS version."),
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
