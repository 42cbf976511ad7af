package dev.keelson.raftstore.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Port to where an archive lies: named objects that are written once, read and deleted. Names are
 * {@code object} or {@code folder/object} of letters, digits, {@code -}, {@code _} and {@code .},
 * not beginning with a dot; a folder has one writing process at a time. Any thread.
 */
public interface ArchiveTarget {
  /** Writes an object; may be called again from the start where it failed. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * The object is there under its name, whole and durable, when this returns, and not at all where
   * it throws. One of the same name is replaced.
   */
  void put(String name, Content content) throws IOException;

  /** Throws {@link java.nio.file.NoSuchFileException} where there is no such object. */
  InputStream get(String name) throws IOException;

  /** Names of all objects, ascending; none where nothing was ever put. */
  List<String> list() throws IOException;

  /** No error where there is no such object. */
  void delete(String name) throws IOException;

  /** For messages. */
  @Override
  String toString();
}
