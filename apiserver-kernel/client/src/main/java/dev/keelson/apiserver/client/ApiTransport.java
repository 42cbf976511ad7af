package dev.keelson.apiserver.client;

/**
 * Port: carries calls to an API server and its answers back, whatever they are. Blocks its caller,
 * so it is called on virtual threads. Thread-safe. Tries nothing twice.
 */
public interface ApiTransport extends AutoCloseable {
  /**
   * @return the answer, of any status
   * @throws TransportFailure there is none
   */
  ApiReply send(ApiCall call);

  /**
   * Returns when the stream is open.
   *
   * @throws dev.keelson.apiserver.model.ApiFailure the server refuses it
   * @throws TransportFailure there is no answer
   */
  EventStream watch(ApiCall call);

  /** What is under way breaks off. */
  @Override
  void close();
}
