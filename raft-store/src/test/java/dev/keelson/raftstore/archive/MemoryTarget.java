package dev.keelson.raftstore.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;

/** Objects in memory; can be made to fail, or to wait, as a disk does on its bad days. */
public final class MemoryTarget implements ArchiveTarget {
  public final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  public volatile boolean failing;

  /** Taken by every put of a segment or checkpoint. */
  public final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

  @Override
  public void put(String name, Content content) throws IOException {
    permits.acquireUninterruptibly();
    try {
      if (failing) {
        throw new IOException("no space left on device");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      content.writeTo(out);
      objects.put(name, out.toByteArray());
    } finally {
      permits.release();
    }
  }

  @Override
  public InputStream get(String name) throws IOException {
    byte[] bytes = objects.get(name);
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public List<String> list() {
    return List.copyOf(objects.keySet());
  }

  @Override
  public void delete(String name) {
    objects.remove(name);
  }

  public List<String> named(String kind) {
    return objects.keySet().stream().filter(name -> name.contains("/" + kind + "-")).toList();
  }

  @Override
  public String toString() {
    return "memory";
  }
}
