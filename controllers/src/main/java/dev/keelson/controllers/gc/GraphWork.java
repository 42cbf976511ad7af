package dev.keelson.controllers.gc;

/** What a graph wants to be done; takes it without waiting. */
interface GraphWork {
  /** To be verified, and deleted if nobody owns it. */
  void toDelete(Identity item);

  /** As {@link #toDelete}, but not at once: it failed before under another name. */
  void toDeleteLater(Identity item);

  /** Its dependents are to be set free. */
  void toOrphan(Identity item);

  /** {@code dependent} refers to an owner in another namespace. */
  void badNamespace(Identity dependent, OwnerReference owner);
}
