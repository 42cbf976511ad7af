package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be done to members on this machine. Each question answers with the reason why not; empty
 * means that it works, because it was tried.
 */
public final class Abilities {
  /** Set by the script that starts us, where it could give us namespaces of our own. */
  private static final String OWN_SPACE = "KEELSON_JEPSEN_OWN_SPACE";

  private static final List<String> FAKETIME =
      List.of(
          "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/faketime/libfaketimeMT.so.1",
          "/usr/lib64/faketime/libfaketimeMT.so.1");

  private final Optional<NamespaceNetwork> namespaces;
  private final Optional<String> noWire;
  private final Optional<String> noDisk;
  private final Optional<Path> faketime;

  private Abilities(
      Optional<NamespaceNetwork> namespaces,
      Optional<String> noWire,
      Optional<String> noDisk,
      Optional<Path> faketime) {
    this.namespaces = namespaces;
    this.noWire = noWire;
    this.noDisk = noDisk;
    this.faketime = faketime;
  }

  /** Tries everything out; makes the namespaces where it may. {@code scratch} is a directory. */
  public static Abilities probe(int members, Path scratch) {
    boolean ownSpace = System.getenv(OWN_SPACE) != null;
    Optional<NamespaceNetwork> network = Optional.empty();
    Optional<String> noWire = Optional.of("needs network namespaces of its own (be root)");
    Optional<String> noDisk = Optional.of("needs a mount namespace of its own (be root)");
    if (ownSpace) {
      try {
        network = Optional.of(NamespaceNetwork.build(members));
        noWire = Optional.empty();
      } catch (IOException e) {
        noWire = Optional.of("no network of its own (be root): " + e.getMessage());
      }
      noDisk = tryDisk(scratch);
    }
    Optional<Path> faketime =
        Stream.of(FAKETIME)
            .flatMap(List::stream)
            .map(Path::of)
            .filter(Files::isReadable)
            .findFirst();
    return new Abilities(network, noWire, noDisk, faketime);
  }

  private static Optional<String> tryDisk(Path scratch) {
    try (LoopDisk disk = LoopDisk.create(scratch.resolve("probe.img"), LoopDisk.SMALLEST_BYTES)) {
      disk.loseUnsynced();
      return Optional.empty();
    } catch (IOException _) {
      return Optional.of("needs loop devices, mkfs.ext4 and mount (be root)");
    }
  }

  /** Members' network: namespaces where there are some, else loopback. */
  public Network network(int members) throws IOException {
    return namespaces.isPresent() ? namespaces.get() : new LoopbackNetwork(members);
  }

  /** Why the members' network cannot be disturbed. */
  public Optional<String> noWire() {
    return noWire;
  }

  /** Why members cannot have disks of their own. */
  public Optional<String> noDisk() {
    return noDisk;
  }

  /** Why a member's clock cannot be set. */
  public Optional<String> noClock(Target target) {
    if (faketime.isEmpty()) {
      return Optional.of("needs libfaketime (package faketime)");
    }
    return target.isScript()
        ? Optional.empty()
        : Optional.of("the target is a binary, which may ask the kernel for the time by itself");
  }

  /** The library that {@link #noClock} asks for. */
  public Optional<Path> faketime() {
    return faketime;
  }
}
