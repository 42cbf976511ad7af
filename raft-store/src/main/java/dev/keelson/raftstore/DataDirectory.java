package dev.keelson.raftstore;

import dev.keelson.raftstore.archive.Archiver;
import dev.keelson.raftstore.member.Identity;
import dev.keelson.raftstore.member.MemberText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A member's files: {@code <data-dir>/keelson/} with {@code LOCK}, {@code identity}, the Raft log
 * in {@code log/} and the engine in {@code store/}. Held by one process at a time.
 */
final class DataDirectory implements AutoCloseable {
  /** Where real etcd keeps its state. */
  private static final Path ETCD_STATE = Path.of("member", "snap", "db");

  private final Path data;
  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataDirectory(Path data, Path root, FileChannel lockFile, FileLock lock) {
    this.data = data;
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Makes what is missing, private to the owner, and takes the lock. */
  static DataDirectory open(Path data) {
    Path root = data.resolve("keelson");
    try {
      if (Files.exists(data.resolve("member"))
          && !Files.exists(data.resolve(ETCD_STATE))
          && !Files.exists(root)) {
        throw new CannotStart(
            "data directory "
                + data
                + " holds an etcd member without its "
                + ETCD_STATE
                + ", which cannot be taken over: give another --data-dir");
      }
      var onlyOwner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path parent = data.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      makeDirectory(data, onlyOwner);
      makeDirectory(root, onlyOwner);
      FileChannel file =
          FileChannel.open(
              root.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = tryLock(file);
      if (lock == null) {
        file.close();
        throw new CannotStart(
            "data directory "
                + data
                + " is used by another process: stop it, or give another --data-dir");
      }
      if (!Files.exists(root.resolve("LOCK"))) {
        file.close();
        throw new CannotStart(
            "data directory " + data + " was removed by another process meanwhile: start again");
      }
      return new DataDirectory(data, root, file, lock);
    } catch (IOException e) {
      throw new CannotStart("cannot use data directory " + data + ": " + e, e);
    }
  }

  /** Another process that makes it at the same moment is no failure: the lock tells whose it is. */
  private static void makeDirectory(Path path, FileAttribute<?> attribute) throws IOException {
    if (!Files.isDirectory(path)) {
      try {
        Files.createDirectory(path, attribute);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(path)) {
          throw e;
        }
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // by this very process: two members on one directory
    }
  }

  Path log() {
    return root.resolve("log");
  }

  Path store() {
    return root.resolve("store");
  }

  Path data() {
    return data;
  }

  /** State and log of a real etcd that has lived here. */
  Path etcdState() {
    return data.resolve(ETCD_STATE);
  }

  Path etcdLog() {
    return data.resolve("member").resolve("wal");
  }

  /** Nothing here but our lock. */
  boolean isBlank() throws IOException {
    return names(data).equals(Set.of("keelson")) && names(root).equals(Set.of("LOCK"));
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** From here to {@link #finished} the directory is marked: what is in it is a part of a state. */
  void begin() throws IOException {
    Files.write(unfinished(), new byte[0]);
    sync(root);
    Founding.remove(log());
    Founding.remove(store());
  }

  void finished() throws IOException {
    Files.deleteIfExists(unfinished());
    sync(root);
  }

  /** Whether a founding was begun and has not come to an end. */
  boolean isUnfinished() {
    return Files.exists(unfinished());
  }

  private Path unfinished() {
    return root.resolve("unfinished");
  }

  /** A name in the directory under which there is nothing any more. */
  Path fresh(String name) throws IOException {
    Path path = root.resolve(name);
    Founding.remove(path);
    return path;
  }

  /**
   * Removes all that is ours, and with {@code whole} the data directory too, unless somebody has
   * put something else there. To be called by the holder of the lock alone, as the last thing.
   */
  void discard(boolean whole) throws IOException {
    for (String name : names(root)) {
      if (!name.equals("LOCK") && !name.equals("unfinished")) {
        Founding.remove(root.resolve(name));
      }
    }
    Files.deleteIfExists(unfinished());
    Files.deleteIfExists(root.resolve("LOCK"));
    try {
      Files.deleteIfExists(root);
      if (whole) {
        Files.deleteIfExists(data);
      }
    } catch (DirectoryNotEmptyException e) {
      // another process began there as soon as LOCK was gone: the directory is its own now
    }
  }

  Optional<Identity> identity() {
    Path file = root.resolve("identity");
    try {
      return Files.exists(file)
          ? Optional.of(MemberText.identity(Files.readString(file)))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new CannotStart(
          "cannot read "
              + file
              + " ("
              + e.getMessage()
              + "): restore it from a backup of this member, or"
              + " remove the member's data directory and let it join afresh",
          e);
    }
  }

  /** Durable when it returns: file and directory entry are synced. */
  void write(Identity identity) {
    Path file = root.resolve("identity");
    Path next = root.resolve("identity.tmp");
    try {
      Files.write(next, MemberText.identity(identity).getBytes(StandardCharsets.UTF_8));
      sync(next);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      sync(root);
    } catch (IOException e) {
      throw new CannotStart("cannot write " + file + ": " + e, e);
    }
  }

  /** Where this member keeps the name of the run that its archive is in. */
  Archiver.RunNote archiveNote() {
    Path file = root.resolve("archive");
    return new Archiver.RunNote() {
      @Override
      public Optional<String> read() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
      }

      @Override
      public void write(String run) throws IOException {
        Path next = root.resolve("archive.tmp");
        Files.writeString(next, run + "\n");
        sync(next);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        sync(root);
      }
    };
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot release the lock of " + data, e);
    }
  }
}
