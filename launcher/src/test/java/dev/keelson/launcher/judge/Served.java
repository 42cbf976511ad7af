package dev.keelson.launcher.judge;

import java.nio.file.Path;

/** An API server as a process, for whoever speaks to it by kubectl. */
interface Served {
  /** Of the first user, a cluster admin. */
  Path kubeconfig();

  /** What it has said so far. */
  String log();
}
