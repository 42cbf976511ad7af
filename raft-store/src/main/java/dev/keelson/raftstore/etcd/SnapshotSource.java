package dev.keelson.raftstore.etcd;

import com.google.protobuf.ByteString;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.FileHash;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import dev.keelson.raftstore.etcd.pb.SnapshotRequest;
import dev.keelson.raftstore.etcd.pb.SnapshotResponse;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;

/**
 * The other side of Maintenance.Snapshot: one member, ours or real etcd's, of which a snapshot is
 * taken.
 *
 * @param endpoint {@code host:port}, {@code http://host:port} or {@code https://host:port}
 * @param trusted certificates of authorities; the system's where there are none
 * @param identity certificate and key by which the server knows us
 * @param anyServer take whatever certificate the server shows
 * @param limit after which it is given up; empty = never
 */
public record SnapshotSource(
    String endpoint,
    Optional<Path> trusted,
    Optional<Identity> identity,
    boolean anyServer,
    Optional<Duration> limit) {

  /** A certificate and its key, PEM. */
  public record Identity(Path certificate, Path key) {}

  /** Real ones have 32 KiB. Unit: bytes. */
  private static final int MOST_MESSAGE = 16 << 20;

  /** Unit: bytes. */
  private static final int WINDOW = 4 << 20;

  private static final int KEEP_ALIVE_SECONDS = 30;

  /**
   * Writes the whole snapshot with its hash, which is verified. Returns the server's storage
   * version, empty before etcd 3.6. Throws IOException, with one line, where the server cannot be
   * reached, refuses or breaks off; {@link BadSnapshot} where the hash is missing or wrong.
   */
  public String copyTo(WritableByteChannel out) throws IOException {
    ManagedChannel channel = open();
    try {
      return receive(channel, out);
    } catch (StatusRuntimeException e) {
      throw new IOException("the server at " + endpoint + ": " + line(e.getStatus()), e);
    } finally {
      channel.shutdownNow();
    }
  }

  static String line(Status status) {
    String text = String.valueOf(status.getDescription());
    Throwable cause = status.getCause();
    return status.getCode()
        + ", "
        + text
        + (cause == null ? "" : " (" + String.valueOf(cause.getMessage()).strip() + ")");
  }

  ManagedChannel open() throws IOException {
    boolean secure = endpoint.startsWith("https://") || trusted.isPresent() && !isClear();
    var builder =
        Grpc.newChannelBuilder(
                "dns:///" + endpoint.replaceFirst("^https?://", ""),
                secure ? credentials() : InsecureChannelCredentials.create())
            .maxInboundMessageSize(MOST_MESSAGE)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    if (builder instanceof NettyChannelBuilder netty) {
      netty.flowControlWindow(WINDOW);
    }
    return builder.build();
  }

  private boolean isClear() {
    return endpoint.startsWith("http://");
  }

  private ChannelCredentials credentials() throws IOException {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    if (anyServer) {
      tls.trustManager(new TrustManager[] {new TrustAny()});
    } else if (trusted.isPresent()) {
      tls.trustManager(trusted.get().toFile());
    }
    if (identity.isPresent()) {
      tls.keyManager(identity.get().certificate().toFile(), identity.get().key().toFile());
    }
    return tls.build();
  }

  private String receive(ManagedChannel channel, WritableByteChannel out) throws IOException {
    CallOptions options =
        limit
            .map(l -> CallOptions.DEFAULT.withDeadlineAfter(l.toNanos(), TimeUnit.NANOSECONDS))
            .orElse(CallOptions.DEFAULT);
    Iterator<SnapshotResponse> messages =
        ClientCalls.blockingServerStreamingCall(
            channel,
            MaintenanceGrpc.getSnapshotMethod(),
            options,
            SnapshotRequest.getDefaultInstance());
    MessageDigest digest = FileHash.digest();
    ByteString last = ByteString.EMPTY;
    String version = "";
    while (messages.hasNext()) {
      SnapshotResponse message = messages.next();
      last.asReadOnlyByteBufferList().forEach(digest::update);
      last = message.getBlob();
      version = message.getVersion();
      for (ByteBuffer bytes : last.asReadOnlyByteBufferList()) {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }
    if (!MessageDigest.isEqual(last.toByteArray(), digest.digest())) {
      throw new BadSnapshot("sha256 checksum not found or wrong: the stream was damaged");
    }
    return version;
  }
}
