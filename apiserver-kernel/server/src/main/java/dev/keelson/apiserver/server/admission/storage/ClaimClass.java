package dev.keelson.apiserver.server.admission.storage;

import dev.keelson.apiserver.model.ApiObject;

/** The storage class that a claim names, in its old annotation or in its specification. */
public final class ClaimClass {
  static final String ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private ClaimClass() {}

  /** "" where it names none. */
  public static String of(ApiObject claim) {
    String old = claim.annotations().get(ANNOTATION);
    return old != null ? old : claim.spec().text("storageClassName");
  }
}
