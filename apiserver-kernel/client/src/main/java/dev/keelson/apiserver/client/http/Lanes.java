package dev.keelson.apiserver.client.http;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * HTTP/2 connections, each with no more streams than any server allows (kube-apiserver: 100; Java's
 * client fails a call beyond instead of letting it wait). A lane is an {@link HttpClient}, since
 * that holds one connection to a server.
 */
final class Lanes {
  /** Streams a connection. */
  static final int STREAMS = 64;

  /** Connections: 2,048 calls and watches at once; more wait. */
  static final int MOST = 32;

  /** One of its streams is held. */
  static final class Lane {
    private final HttpClient client;
    private int streams;

    Lane(HttpClient client) {
      this.client = client;
    }

    HttpClient client() {
      return client;
    }
  }

  private final Supplier<HttpClient> clients;
  private final Semaphore free = new Semaphore(STREAMS * MOST);
  private final List<Lane> lanes = new ArrayList<>();

  Lanes(Supplier<HttpClient> clients) {
    this.clients = clients;
  }

  Lane take() throws InterruptedException {
    free.acquire();
    synchronized (lanes) {
      for (Lane lane : lanes) {
        if (lane.streams < STREAMS) {
          lane.streams++;
          return lane;
        }
      }
      Lane lane = new Lane(clients.get());
      lane.streams = 1;
      lanes.add(lane);
      return lane;
    }
  }

  /** Once for each that was taken. Connections that fall idle are closed, but for one. */
  void giveBack(Lane lane) {
    synchronized (lanes) {
      lane.streams--;
      if (lane.streams == 0 && lanes.size() > 1) {
        lanes.remove(lane);
        lane.client.shutdown();
      }
    }
    free.release();
  }

  void close() {
    synchronized (lanes) {
      lanes.forEach(lane -> lane.client.shutdownNow());
    }
  }
}
