/* The floor: what it costs to hand one message to many connections, and nothing else.
 *
 * Whoever asks with GET becomes a listener, as if by a WebSocket's handshake. The body of a POST becomes one text
 * frame, made once, and is sent to each listener with one send() each. There is no account, no check, no room and no
 * memory of anything, so no server that keeps to one write for each message and listener can cost less.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, HELD = 16384 };

typedef struct {
    int fd, listens;
    size_t held;
    char in[HELD];
} Peer;

static Peer *peers[MOST];
static int listeners[MOST], listener_count;

static void leave(Peer *peer) {
    for (int i = 0; peer->listens && i < listener_count; i++)
        if (listeners[i] == peer->fd) {
            listeners[i] = listeners[--listener_count];
            break;
        }
    peers[peer->fd] = NULL;
    close(peer->fd);
    free(peer);
}

static void hand_out(const char *body, size_t size) {
    static unsigned char frame[HELD + 4];
    size_t head = 2;
    frame[0] = 0x81;
    if (size < 126)
        frame[1] = (unsigned char)size;
    else {
        frame[1] = 126;
        frame[2] = (unsigned char)(size >> 8);
        frame[3] = (unsigned char)size;
        head = 4;
    }
    memcpy(frame + head, body, size);
    for (int i = 0; i < listener_count; i++)
        send(listeners[i], frame, head + size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int answer(int fd, const char *text) {
    return send(fd, text, strlen(text), MSG_NOSIGNAL) < 0;
}

/* Returns the size of the request at the beginning of what is held, 0 while it is not whole. */
static size_t serve(Peer *peer) {
    char *end = memmem(peer->in, peer->held, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t head = (size_t)(end + 4 - peer->in);
    if (!strncmp(peer->in, "GET ", 4)) {
        answer(peer->fd, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        peer->listens = 1;
        listeners[listener_count++] = peer->fd;
        return head;
    }
    char *told = strcasestr(peer->in, "content-length:");
    size_t size = told && told < end ? strtoul(told + 15, NULL, 10) : 0;
    if (peer->held < head + size)
        return 0;
    hand_out(peer->in + head, size);
    answer(peer->fd, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    return head + size;
}

static void hear(Peer *peer) {
    ssize_t came = read(peer->fd, peer->in + peer->held, HELD - 1 - peer->held);
    if (came < 0 && errno == EAGAIN)
        return;
    if (came <= 0) {
        leave(peer);
        return;
    }
    if (peer->listens)
        return; /* what a listener says is nobody's business */
    peer->held += (size_t)came;
    peer->in[peer->held] = 0;
    size_t size;
    while (!peer->listens && (size = serve(peer))) {
        memmove(peer->in, peer->in + size, peer->held - size + 1);
        peer->held -= size;
    }
}

static void welcome(int door, int poller) {
    int one = 1, fd;
    while ((fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        peers[fd] = calloc(1, sizeof(Peer));
        peers[fd]->fd = fd;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

int main(int count, char **words) {
    if (count != 2)
        return fprintf(stderr, "usage: floor PORT\n"), 1;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poller = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[1]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(door, (struct sockaddr *)&address, sizeof address) || listen(door, 4096))
        return perror("floor"), 1;
    struct epoll_event opening = {.events = EPOLLIN, .data.fd = door}, events[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, door, &opening);
    for (;;) {
        int n = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < n; i++)
            if (events[i].data.fd == door)
                welcome(door, poller);
            else if (peers[events[i].data.fd])
                hear(peers[events[i].data.fd]);
    }
}
