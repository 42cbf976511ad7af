package dev.keelson.apiserver.server.kind.workload;

/** By which a job finds its pods: today's labels, and those without a prefix from before. */
final class JobLabels {
  static final String JOB_NAME = "batch.kubernetes.io/job-name";
  static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
  static final String OLD_JOB_NAME = "job-name";
  static final String OLD_CONTROLLER_UID = "controller-uid";

  private JobLabels() {}
}
