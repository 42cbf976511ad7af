package dev.keelson.controllers.hpa;

/** By what share a metric may be off its target before anything is done. */
record Tolerances(double down, double up) {
  boolean contain(double ratio) {
    return 1.0 - down <= ratio && ratio <= 1.0 + up;
  }
}
