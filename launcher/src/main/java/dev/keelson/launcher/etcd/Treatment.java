package dev.keelson.launcher.etcd;

/** What becomes of a flag that is set to something other than its default. */
enum Treatment {
  /** Does what etcd's does. */
  IMPLEMENTED,

  /** Parsed and checked, without effect; named once in a warning. */
  WITHOUT_EFFECT,

  /** Asks for protection that is not there yet: stops the start. */
  PROTECTS,

  /** Ignoring it would make another cluster than the one asked for: stops the start. */
  UNSUPPORTED
}
