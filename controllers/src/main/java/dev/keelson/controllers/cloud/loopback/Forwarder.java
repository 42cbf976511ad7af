package dev.keelson.controllers.cloud.loopback;

import dev.keelson.controllers.network.IpAddress;
import dev.keelson.controllers.network.IpPrefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes TCP connections at one address and carries them to one of several others, in turn. What one
 * side says after the other has ended its part still arrives. A virtual thread listens; a
 * connection has two. Where {@link #CONNECTIONS} are open, the next ones wait to be accepted.
 */
final class Forwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  /** Open at once. */
  static final int CONNECTIONS = 1024;

  /** That wait in the system until they are accepted. */
  private static final int BACKLOG = 128;

  /** Milliseconds, to a backend, before the next one is tried. */
  private static final int CONNECT_TIMEOUT = 2000;

  /** Backends that one connection tries. */
  private static final int ATTEMPTS = 5;

  private static final long CLOSE_SECONDS = 2;

  private static final int BUFFER = 16 * 1024;

  /**
   * @param sources whose connections are taken; none: everybody's
   * @param sticks whether a client comes to the same backend each time
   */
  record Targets(List<Backend> backends, List<IpPrefix> sources, boolean sticks) {
    Targets {
      backends = List.copyOf(backends);
      sources = List.copyOf(sources);
    }

    boolean admits(InetAddress client) {
      Optional<IpAddress> address = IpAddress.parse(client.getHostAddress());
      return sources.isEmpty()
          || address
              .filter(each -> sources.stream().anyMatch(range -> range.contains(each)))
              .isPresent();
    }
  }

  private final ServerSocket listener;
  private final Semaphore room = new Semaphore(CONNECTIONS);
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Targets targets;
  private volatile boolean isClosed;

  private Forwarder(ServerSocket listener, Targets targets) {
    this.listener = listener;
    this.targets = targets;
  }

  /**
   * @param port 0: any that is free
   * @throws IOException it cannot listen there
   */
  static Forwarder listen(InetAddress address, int port, Targets targets) throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(address, port), BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    Forwarder forwarder = new Forwarder(listener, targets);
    Thread.ofVirtual().name("forwarder-" + listener.getLocalPort()).start(forwarder::accept);
    return forwarder;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** For connections to come; those that are open stay where they are. */
  void retarget(Targets now) {
    targets = now;
  }

  private void accept() {
    try {
      acceptUntilClosed();
    } finally {
      ended.countDown();
    }
  }

  private void acceptUntilClosed() {
    while (!isClosed) {
      room.acquireUninterruptibly();
      boolean isTaken = false;
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().name("forwarding").start(() -> serve(client));
        isTaken = true;
      } catch (IOException e) {
        if (!isClosed) {
          LOG.warn("{}: cannot accept: {}", listener, e.getMessage());
          pause();
        }
      } finally {
        if (!isTaken) {
          room.release();
        }
      }
    }
  }

  /** Out of file descriptors, say: not at once again. */
  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket client) {
    try (client) {
      if (isClosed || !targets.admits(client.getInetAddress())) {
        return;
      }
      Optional<Socket> reached = connect(client.getInetAddress());
      if (reached.isPresent()) {
        try (Socket backend = reached.get()) {
          open.add(backend);
          join(client, backend);
        } finally {
          open.remove(reached.get());
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", listener, e.getMessage());
    } finally {
      open.remove(client);
      room.release();
    }
  }

  /** Empty: none answers. */
  private Optional<Socket> connect(InetAddress client) {
    Targets now = targets;
    int count = now.backends().size();
    int first = now.sticks() ? client.hashCode() : turn.getAndIncrement();
    for (int i = 0; i < Math.min(count, ATTEMPTS); i++) {
      Backend backend = now.backends().get(Math.floorMod(first + i, count));
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        InetAddress address = InetAddress.ofLiteral(backend.host());
        socket.connect(new InetSocketAddress(address, backend.port()), CONNECT_TIMEOUT);
        return Optional.of(socket);
      } catch (IOException | IllegalArgumentException e) {
        LOG.debug("{}: {} does not answer: {}", listener, backend, e.getMessage());
        closeQuietly(socket);
      }
    }
    return Optional.empty();
  }

  private static void join(Socket client, Socket backend) throws IOException {
    client.setTcpNoDelay(true);
    Thread back = Thread.ofVirtual().name("forwarding-back").start(() -> carry(backend, client));
    carry(client, backend);
    try {
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** To the end of what {@code from} says, of which {@code to} is told. */
  private static void carry(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // One side broke off: neither has anything more to hear.
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is not used any more.
    }
  }

  /** Connections are broken off. */
  @Override
  public void close() {
    isClosed = true;
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("{}: {}", listener, e.getMessage());
    }
    open.forEach(Forwarder::closeQuietly);
    try {
      // The system gives the port back only when nobody is within accept any more.
      if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} is not given back yet", listener);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
