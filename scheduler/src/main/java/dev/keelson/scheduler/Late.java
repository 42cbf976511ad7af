package dev.keelson.scheduler;

import org.jspecify.annotations.Nullable;

/** Something that is made after those who need it. Set once. */
final class Late<T> {
  private final String what;
  private volatile @Nullable T value;

  Late(String what) {
    this.what = what;
  }

  void set(T made) {
    value = made;
  }

  T get() {
    T made = value;
    if (made == null) {
      throw new IllegalStateException(what + " is not there yet");
    }
    return made;
  }
}
