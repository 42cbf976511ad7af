package dev.keelson.benchmarks.server;

/** What goes under TLS, by certificates that the servers make for themselves. */
public enum Tls {
  NONE,
  CLIENTS,
  /** Clients, and the members among themselves. */
  ALL
}
