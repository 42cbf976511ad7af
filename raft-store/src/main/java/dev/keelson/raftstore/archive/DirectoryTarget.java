package dev.keelson.raftstore.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects as files of one directory, readable by their owner alone. A file has its name only once
 * it is whole and on the disk; until then it is called {@code .part-NAME}.
 */
public final class DirectoryTarget implements ArchiveTarget {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)?[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final String PART = ".part-";
  private static final int BUFFER = 1 << 16;

  private final Path root;
  private final Set<Path> tidied = ConcurrentHashMap.newKeySet();

  /** {@code root} is made with the first object. */
  public DirectoryTarget(Path root) {
    this.root = root;
  }

  @Override
  public void put(String name, Content content) throws IOException {
    Path file = file(name);
    Path folder = file.resolveSibling("");
    prepare(folder);
    Path part = folder.resolve(PART + file.getFileName());
    try {
      Files.deleteIfExists(part);
      try (FileChannel channel =
          FileChannel.open(
              part,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Makes the folder; what an earlier process left unfinished in it goes. */
  private void prepare(Path folder) throws IOException {
    make(root);
    if (!folder.equals(root)) {
      make(folder);
    }
    if (!folder.equals(root) && tidied.add(folder)) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PART + "*")) {
        for (Path part : left) {
          Files.deleteIfExists(part);
        }
      }
    }
  }

  private static void make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    if (parent != null) {
      force(parent);
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public InputStream get(String name) throws IOException {
    return Files.newInputStream(file(name));
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    if (!Files.exists(root)) {
      return names;
    }
    try (Stream<Path> all = Files.walk(root, 2)) {
      all.filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .forEach(names::add);
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    Path file = file(name);
    Files.deleteIfExists(file);
    Path folder = file.resolveSibling("");
    if (name.indexOf('/') > 0) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException | NoSuchFileException _) {
        // others are in it
      }
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("object name \"" + name + "\"");
    }
    return root.resolve(name);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
