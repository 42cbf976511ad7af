package dev.keelson.launcher.etcd;

/** Why a member is to be closed. */
enum Stopped {
  BY_SIGNAL,
  BY_FAILURE
}
