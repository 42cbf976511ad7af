package dev.keelson.apiserver.server.http;

/** Fired through a connection's pipeline: finish what runs, end what streams, close. */
enum Drain {
  NOW
}
