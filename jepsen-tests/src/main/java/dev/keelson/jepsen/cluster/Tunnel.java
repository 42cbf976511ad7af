package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A network device whose packets we read and write: Linux' tun, in a namespace of our choice. */
final class Tunnel {
  /** Bytes of a packet; large, because each costs a turn through user space. */
  static final int MTU = 16_000;

  private static final long TUNSETIFF = 0x4004_54ca;
  private static final short IFF_TUN = 0x0001;
  private static final short IFF_NO_PI = 0x1000;
  private static final int IFREQ_BYTES = 40;
  private static final int FLAGS_AT = 16;

  private final int fd;

  private Tunnel(int fd) {
    this.fd = fd;
  }

  /** Makes the device {@code name} in the namespace whose file is {@code namespace}. */
  static Tunnel open(String namespace, String name) throws IOException {
    // A device belongs to the namespace of the thread that opens it: one thread for that alone.
    CompletableFuture<Tunnel> opened = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                opened.complete(openHere(namespace, name));
              } catch (IOException | RuntimeException | Error e) {
                opened.completeExceptionally(e);
              }
            });
    try {
      return opened.join();
    } catch (CompletionException e) {
      throw new IOException("no tun device", e.getCause());
    }
  }

  private static Tunnel openHere(String namespace, String name) throws IOException {
    LinuxCalls.enterNetwork(namespace);
    int fd = LinuxCalls.open("/dev/net/tun", LinuxCalls.O_RDWR);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_BYTES);
      request.setString(0, name);
      request.set(ValueLayout.JAVA_SHORT, FLAGS_AT, (short) (IFF_TUN | IFF_NO_PI));
      LinuxCalls.ioctl(fd, TUNSETIFF, request);
      return new Tunnel(fd);
    } catch (IOException e) {
      LinuxCalls.close(fd);
      throw e;
    }
  }

  /** Waits for a packet that the namespace sends; its bytes are put into {@code buffer}. */
  int read(MemorySegment buffer) throws IOException {
    return LinuxCalls.read(fd, buffer);
  }

  /** Hands a packet to the namespace. */
  void write(MemorySegment packet) throws IOException {
    LinuxCalls.write(fd, packet);
  }
}
