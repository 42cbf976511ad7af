package dev.keelson.raftstore.etcd;

import java.net.InetSocketAddress;

/** Serves an empty store in memory on a port until it is killed: for trying clients by hand. */
final class LocalEtcd {
  private LocalEtcd() {}

  public static void main(String[] args) throws Exception {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 2379;
    EtcdServer server =
        EtcdServer.start(
            LocalNode.inMemory(), EtcdServerConfig.on(new InetSocketAddress("127.0.0.1", port)));
    System.out.println("ready to serve client requests on " + server.addresses());
    Thread.currentThread().join();
  }
}
