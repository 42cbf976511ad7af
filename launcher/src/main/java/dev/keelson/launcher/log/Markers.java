package dev.keelson.launcher.log;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Levels that slf4j has no method for. */
public final class Markers {
  /** On an error event: the line says "fatal", and the process ends after it. */
  public static final Marker FATAL = MarkerFactory.getMarker("FATAL");

  private Markers() {}
}
