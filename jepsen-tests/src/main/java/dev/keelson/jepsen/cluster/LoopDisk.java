package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A disk of one member: ext4 in a file, mounted beside it. It can lose power, fill up and be freed.
 * One thread at a time.
 */
public final class LoopDisk implements AutoCloseable {
  /** Smallest that ext4 with a journal likes; unit: bytes. */
  static final long SMALLEST_BYTES = 16L << 20;

  private static final long FS_IOC_SHUTDOWN = 0x8004_587dL;

  /** Without flushing the journal: what was not synced is gone. */
  private static final int NO_LOG_FLUSH = 2;

  private static final long FIFREEZE = 0xc004_5877L;
  private static final long FITHAW = 0xc004_5878L;
  private static final int UNMOUNT_ATTEMPTS = 50;

  private final Path image;
  private final Path mountPoint;

  private LoopDisk(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
  }

  /**
   * Makes the file {@code image} and mounts it on a directory named after it.
   *
   * @throws IOException not allowed here, or a tool is missing
   */
  public static LoopDisk create(Path image, long bytes) throws IOException {
    Files.deleteIfExists(image);
    Files.createDirectories(image.toAbsolutePath().getParent());
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    Path mountPoint = image.resolveSibling(image.getFileName() + ".mounted");
    Files.createDirectories(mountPoint);
    LoopDisk disk = new LoopDisk(image, mountPoint);
    try {
      Shell.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
      disk.mount();
      return disk;
    } catch (IOException e) {
      Files.deleteIfExists(image);
      Files.deleteIfExists(mountPoint);
      throw e;
    }
  }

  /** Where its files are; nothing of an earlier life is there. */
  public Path directory() {
    return mountPoint;
  }

  /**
   * Power off and on: whatever was not synced is gone. No process may have files open there, but
   * those that no longer run.
   */
  public void loseUnsynced() throws IOException {
    powerOff();
    unmount();
    mount();
  }

  private void powerOff() throws IOException {
    control(FS_IOC_SHUTDOWN, NO_LOG_FLUSH);
  }

  /** Whoever writes or syncs waits for {@link #thaw}, which must come soon, and before the end. */
  public void freeze() throws IOException {
    Leftovers.noteFrozen(this, true);
    control(FIFREEZE, 0);
  }

  /** Ends {@link #freeze}; nothing if it is not frozen. */
  public void thaw() {
    try {
      control(FITHAW, 0);
    } catch (IOException _) {
      // not frozen
    }
    Leftovers.noteFrozen(this, false);
  }

  private void control(long request, int argument) throws IOException {
    int fd = LinuxCalls.open(mountPoint.toString(), LinuxCalls.O_RDONLY);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_INT);
      memory.set(ValueLayout.JAVA_INT, 0, argument);
      LinuxCalls.ioctl(fd, request, memory);
    } finally {
      LinuxCalls.close(fd);
    }
  }

  /** Takes all space that is left. */
  public void fill() throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream out =
        Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = block.length; size > 0; ) {
        try {
          out.write(block, 0, size);
        } catch (IOException _) {
          size /= 2; // full for this size; a smaller one may still go
        }
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return mountPoint.resolve("ballast");
  }

  private void mount() throws IOException {
    Shell.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
  }

  /** A process that was killed lets go of its files a moment later. */
  private void unmount() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Shell.run("umount", mountPoint.toString());
        return;
      } catch (IOException e) {
        if (attempt == UNMOUNT_ATTEMPTS) {
          throw e;
        }
        Pause.millis(100);
      }
    }
  }

  /** Unmounts and deletes it. */
  @Override
  public void close() throws IOException {
    unmount();
    Files.deleteIfExists(image);
    Files.deleteIfExists(mountPoint);
  }
}
