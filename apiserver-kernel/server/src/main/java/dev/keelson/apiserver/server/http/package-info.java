/**
 * A socket round a function: TLS, HTTP/1.1 and HTTP/2 in front of a {@link
 * dev.keelson.apiserver.server.http.Handler}.
 *
 * <p>Frames are read and written on the event loops, with one small object a stream and no channel
 * of its own; requests are handled on virtual threads, one each, after their body is whole; answers
 * are pulled by the event loop as fast as the client takes them, so that a slow client holds
 * references to shared pieces and never copies. Every bound stands in {@link
 * dev.keelson.apiserver.server.http.HttpBounds}.
 */
@NullMarked
package dev.keelson.apiserver.server.http;

import org.jspecify.annotations.NullMarked;
