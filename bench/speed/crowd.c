/* The people of bin/bench: thousands of WebSockets and HTTP/1.1 connections from one thread, one epoll, for Linux.
 *
 * It knows no chat server. bench/speed/crowd.py tells it, on standard input, which bytes to say and which words to
 * look for, and asks for one piece of work after the other; each is answered with one line of JSON. Between pieces it
 * keeps its sockets alive: it answers pings and says the heartbeat.
 *
 * A message carries "load:<19 digits of CLOCK_MONOTONIC in ns>:<9 digits of a number>:". From the first a listener
 * knows how long it was under way, and from the sum of the second the report knows that none was heard twice
 * instead of another.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MARK_DIGITS = 19, NUMBER_DIGITS = 9, UUID_LETTERS = 36, LINES = 256 };
#define MARK "load:"
#define TIME_PLACE "NNNNNNNNNNNNNNNNNNN"
#define NUMBER_PLACE "#########"
#define UUID_PLACE "UUUUUUUU-UUUU-UUUU-UUUU-UUUUUUUUUUUU"
static const uint64_t SECOND = 1000000000ull, QUIET = 10ull * 1000000000ull;

enum kind { SOCKET, SENDER, ASKER };
enum state { OUT, DIALING, UPGRADING, GREETING, STANDING, WAITING, IDLE_LINE };

typedef struct {
    enum kind kind;
    enum state state;
    int fd, person;
    unsigned char *in;
    size_t held, room;
    uint64_t began, again; /* when the present request was due; when to try once more */
    uint64_t expected, number;
    size_t send;
} Line;

typedef struct {
    char *text;
    size_t size;
    uint64_t hears; /* how many sockets hear it, or how many marks the answer must have */
    char *time, *uuid, *number;
} Request;

typedef struct {
    char *upgrade, *hello;
    size_t upgrade_size, hello_size;
} Person;

typedef struct {
    uint32_t *items;
    size_t count, room;
} Times;

enum work { NOTHING, CONNECT, PACE, LOOP, WINDOW, FETCH, BACK };

static struct {
    enum work work;
    uint64_t start, last, end, due;
    size_t wanted, at_once, begun, sent, done, lines, window;
    double rate;
    uint64_t accepted, refused, expected, heard, expected_sum, heard_sum, bytes, wrong, lost, again, waiting;
    int status;
    struct rusage before;
    Times answers, deliveries, ready, caught_up;
} job;

static int port, poller;
static struct sockaddr_in address;
static char *ready_mark, *beat;
static size_t beat_size;
static double beat_seconds;
static Person *people;
static Line *sockets, *askers, senders[LINES];
static size_t person_count, person_room;
static Request *sends, *asks;
static size_t send_count, send_room, ask_count, ask_room;
static uint64_t numbers, beats_from, beats_said;

static uint64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (uint64_t)at.tv_sec * SECOND + (uint64_t)at.tv_nsec;
}

static void die(const char *why) {
    fprintf(stderr, "crowd: %s (%s)\n", why, strerror(errno));
    exit(1);
}

static void *grown(void *items, size_t *room, size_t count, size_t size) {
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 64;
    items = realloc(items, *room * size);
    if (!items)
        die("out of memory");
    return items;
}

static void add_time(Times *times, uint64_t ns) {
    times->items = grown(times->items, &times->room, times->count, sizeof *times->items);
    times->items[times->count++] = (uint32_t)(ns / 1000);
}

/* ---- lines */

static void watch(Line *line, int how, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = line};
    if (epoll_ctl(poller, how, line->fd, &event))
        die("epoll_ctl");
}

static void hang_up(Line *line) {
    if (line->fd >= 0) {
        /* A reset instead of a goodbye: a lost network says none, and no port waits for two minutes. */
        struct linger none = {1, 0};
        setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        close(line->fd);
    }
    free(line->in);
    line->in = NULL;
    line->held = line->room = 0;
    line->fd = -1;
    line->state = OUT;
}

static void dial(Line *line, uint64_t at) {
    int one = 1;
    line->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (line->fd < 0)
        die("socket");
    setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(line->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS)
        die("connect");
    line->state = DIALING;
    line->began = at;
    watch(line, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

static void say(Line *line, const char *bytes, size_t size) {
    while (size) {
        ssize_t done = send(line->fd, bytes, size, MSG_NOSIGNAL);
        if (done < 0 && errno == EAGAIN) {
            struct pollfd writable = {line->fd, POLLOUT, 0};
            poll(&writable, 1, 1000);
            continue;
        }
        if (done < 0)
            return; /* the next read tells that it is gone */
        bytes += done;
        size -= (size_t)done;
    }
}

static void say_frame(Line *line, int code, const char *payload, size_t size) {
    static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    unsigned char frame[8192];
    size_t head = 0;
    if (size > sizeof frame - 16)
        die("a frame too long to say");
    frame[head++] = (unsigned char)(0x80 | code);
    if (size < 126)
        frame[head++] = (unsigned char)(0x80 | size);
    else {
        frame[head++] = 0x80 | 126;
        frame[head++] = (unsigned char)(size >> 8);
        frame[head++] = (unsigned char)size;
    }
    memcpy(frame + head, mask, 4);
    head += 4;
    for (size_t i = 0; i < size; i++)
        frame[head + i] = (unsigned char)payload[i] ^ mask[i & 3];
    say(line, (char *)frame, head + size);
}

static int listen_to(Line *line) {
    if (line->room - line->held < 4096) {
        line->room = line->room ? line->room * 2 : 8192;
        line->in = realloc(line->in, line->room);
        if (!line->in)
            die("out of memory");
    }
    ssize_t came = read(line->fd, line->in + line->held, line->room - line->held - 1);
    if (came < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (came <= 0)
        return -1;
    line->held += (size_t)came;
    line->in[line->held] = 0;
    return 1;
}

static void forget(Line *line, size_t size) {
    memmove(line->in, line->in + size, line->held - size);
    line->held -= size;
    if (!line->held && line->room > 8192) {
        free(line->in);
        line->in = NULL;
        line->room = 0;
    }
}

static uint64_t digits_at(const unsigned char *at, int count) {
    uint64_t value = 0;
    while (count-- && *at >= '0' && *at <= '9')
        value = value * 10 + (uint64_t)(*at++ - '0');
    return value;
}

/* ---- requests */

static void put_digits(char *at, int count, uint64_t value) {
    while (count--) {
        at[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

static void put_uuid(char *at) {
    static uint64_t chance;
    static const char hex[] = "0123456789abcdef";
    uint64_t ms = (uint64_t)time(NULL) * 1000, bits = 0;
    if (!chance)
        chance = now() ^ ((uint64_t)getpid() << 32);
    for (int i = 0, place = 0; i < UUID_LETTERS; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            at[i] = '-';
            continue;
        }
        if (place % 8 == 0) { /* xorshift */
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            bits = chance;
        }
        at[i] = place < 12 ? hex[ms >> (44 - 4 * place) & 15] : hex[bits & 15];
        bits >>= 4;
        place++;
    }
    at[14] = '7'; /* version 7, variant 10 */
    at[19] = hex[8 | (chance & 3)];
}

static void ask(Line *line, const Request *request, uint64_t due) {
    line->expected = request->hears;
    line->began = due;
    line->state = WAITING;
    if (request->time)
        put_digits(request->time, MARK_DIGITS, due);
    if (request->number) {
        line->number = ++numbers % 1000000000;
        put_digits(request->number, NUMBER_DIGITS, line->number);
    }
    if (request->uuid)
        put_uuid(request->uuid);
    say(line, request->text, request->size);
}

static void begin_send(Line *line, size_t which, uint64_t due) {
    line->send = which % send_count;
    job.sent++;
    /* Deliveries may be here before the answer is, so they are expected from now on. */
    job.expected += sends[line->send].hears;
    ask(line, &sends[line->send], due);
    job.expected_sum += line->number * sends[line->send].hears;
}

static uint64_t marks_in(const unsigned char *text, size_t size) {
    const unsigned char *end = text + size, *at = text;
    uint64_t found = 0;
    while ((at = memmem(at, (size_t)(end - at), MARK, sizeof MARK - 1))) {
        found++;
        at += sizeof MARK - 1;
    }
    return found;
}

/* Returns the size of a whole answer at the beginning of what is held, 0 while it is not whole. */
static size_t whole_answer(Line *line, int *status, size_t *head) {
    if (!line->in)
        return 0;
    char *text = (char *)line->in, *end = memmem(text, line->held, "\r\n\r\n", 4);
    if (!end)
        return 0;
    *status = atoi(text + 9);
    *head = (size_t)(end + 4 - text);
    size_t length = 0;
    int told = *status == 204;
    for (char *at = text; at < end;) {
        char *next = memmem(at, (size_t)(end + 2 - at), "\r\n", 2);
        if (!strncasecmp(at, "content-length:", 15)) {
            length = strtoul(at + 15, NULL, 10);
            told = 1;
        }
        at = next + 2;
    }
    if (!told)
        die("an answer without Content-Length");
    return line->held >= *head + length ? *head + length : 0;
}

static void refuse(const Line *line, int status) {
    if (!job.refused++)
        job.status = status;
    if (line->kind == SENDER && job.work != FETCH) {
        job.expected -= line->expected;
        job.expected_sum -= line->number * line->expected;
    }
}

/* Who was refused tries once more, a little later and not all at once. */
static void try_later(Line *line) {
    line->again = now() + SECOND / 10 + (uint64_t)(rand() % 500) * 1000000;
    job.waiting++;
}

static void answered(Line *line) {
    int status = 0;
    size_t head = 0, size = whole_answer(line, &status, &head);
    if (!size || line->state != WAITING)
        return;
    int is_send = line->kind == SENDER && job.work != FETCH;
    job.bytes += size;
    line->state = IDLE_LINE;
    if (line->kind == ASKER && (status < 200 || status > 299)) {
        refuse(line, status);
        hang_up(line);
        try_later(line);
        return;
    }
    if (status < 200 || status > 299)
        refuse(line, status);
    else if (!is_send && marks_in(line->in + head, size - head) != line->expected)
        job.wrong++;
    else {
        job.accepted++;
        job.last = now();
        add_time(line->kind == ASKER ? &job.caught_up : &job.answers,
                 job.last - (line->kind == ASKER ? job.start : line->began));
    }
    job.done++;
    forget(line, size);
    if (line->kind == ASKER)
        hang_up(line);
}

/* ---- sockets */

static void heard(const unsigned char *text, size_t size, uint64_t at) {
    const unsigned char *mark = memmem(text, size, MARK, sizeof MARK - 1);
    if (!mark || mark + sizeof MARK - 1 + MARK_DIGITS + 1 + NUMBER_DIGITS > text + size)
        return;
    mark += sizeof MARK - 1;
    uint64_t began = digits_at(mark, MARK_DIGITS);
    job.heard++;
    job.bytes += size;
    job.heard_sum += digits_at(mark + MARK_DIGITS + 1, NUMBER_DIGITS);
    job.last = at;
    add_time(&job.deliveries, at > began ? at - began : 0);
}

static void stands(Line *line) {
    line->state = STANDING;
    if (job.work != CONNECT && job.work != BACK)
        return;
    job.last = now();
    add_time(&job.ready, job.last - job.start);
    if (job.work == CONNECT || (size_t)line->person >= ask_count)
        job.done++;
    else
        dial(&askers[line->person], job.last);
}

/* Returns the size of the frame at the beginning, 0 while it is not whole. */
static size_t take_frame(Line *line, const unsigned char *at, size_t left, uint64_t when) {
    if (left < 2)
        return 0;
    uint64_t size = at[1] & 127;
    size_t head = 2;
    int code = at[0] & 15;
    if (size == 126 && left >= 4) {
        size = (uint64_t)at[2] << 8 | at[3];
        head = 4;
    } else if (size == 127 && left >= 10) {
        size = 0;
        for (int i = 2; i < 10; i++)
            size = size << 8 | at[i];
        head = 10;
    } else if (size >= 126)
        return 0;
    if (left < head + size)
        return 0;
    const unsigned char *payload = at + head;
    if (code == 1 && line->state == GREETING) {
        if (memmem(payload, size, ready_mark, strlen(ready_mark)))
            stands(line);
    } else if (code == 1)
        heard(payload, size, when);
    else if (code == 9)
        say_frame(line, 10, (const char *)payload, size);
    return head + size;
}

static void take_frames(Line *line) {
    uint64_t when = now();
    size_t taken = 0, size;
    while ((size = take_frame(line, line->in + taken, line->held - taken, when)))
        taken += size;
    if (taken)
        forget(line, taken);
}

static void upgraded(Line *line) {
    char *end = memmem(line->in, line->held, "\r\n\r\n", 4);
    if (!end)
        return;
    if (strncmp((char *)line->in, "HTTP/1.1 101", 12)) {
        refuse(line, atoi((char *)line->in + 9));
        hang_up(line);
        try_later(line);
        return;
    }
    forget(line, (size_t)(end + 4 - (char *)line->in));
    line->state = GREETING;
    if (people[line->person].hello_size)
        say_frame(line, 1, people[line->person].hello, people[line->person].hello_size);
    if (!*ready_mark)
        stands(line);
    if (line->held)
        take_frames(line);
}

static void connected(Line *line) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(line->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    watch(line, EPOLL_CTL_MOD, EPOLLIN);
    if (error)
        return; /* the read that follows tells it as well */
    if (line->kind == SOCKET) {
        line->state = UPGRADING;
        say(line, people[line->person].upgrade, people[line->person].upgrade_size);
    } else if (line->kind == ASKER)
        ask(line, &asks[line->person], job.start);
    else
        line->state = IDLE_LINE;
}

/* The server ended it. That of a kept connection on which nothing is asked is its right. */
static void broke(Line *line) {
    enum state was = line->state;
    hang_up(line);
    if (was == IDLE_LINE)
        return;
    job.lost++;
    if (line->kind == SENDER && was == WAITING) {
        refuse(line, 0);
        job.done++;
    } else if (line->kind != SENDER && (job.work == CONNECT || job.work == BACK))
        try_later(line);
}

static void came(Line *line, uint32_t events) {
    if (line->fd < 0)
        return;
    if (line->state == DIALING && events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
        connected(line);
    if (!(events & (EPOLLIN | EPOLLERR | EPOLLHUP)))
        return;
    int got = listen_to(line);
    if (got < 0) {
        broke(line);
        return;
    }
    if (got == 0)
        return;
    if (line->kind != SOCKET)
        answered(line);
    else if (line->state == UPGRADING)
        upgraded(line);
    else
        take_frames(line);
}

/* ---- work */

static Line *free_line(void) {
    for (size_t i = 0; i < job.lines; i++) {
        if (senders[i].state == IDLE_LINE)
            return &senders[i];
    }
    return NULL;
}

static void open_lines(uint64_t at) {
    for (size_t i = 0; i < job.lines; i++)
        if (senders[i].state == OUT)
            dial(&senders[i], at);
}

static void try_again(Line *line, uint64_t at) {
    if (!line->again || line->again > at)
        return;
    line->again = 0;
    job.waiting--;
    job.again++;
    dial(line, at);
}

static void come_in(uint64_t at) {
    while (job.begun < job.wanted && job.begun - job.done < job.at_once)
        dial(&sockets[job.begun++], at);
    for (size_t i = 0; i < job.begun && job.waiting; i++) {
        try_again(&sockets[i], at);
        try_again(&askers[i], at);
    }
}

static void send_what_is_due(uint64_t at) {
    Line *line;
    if (job.work == PACE)
        while (job.sent < job.wanted && job.due <= at && (line = free_line())) {
            begin_send(line, job.sent, job.due);
            job.due = job.start + (uint64_t)((double)job.sent * 1e9 / job.rate);
        }
    if (job.work == WINDOW)
        while (job.sent < job.wanted && job.expected < job.heard + job.window && (line = free_line()))
            begin_send(line, job.sent, now());
    if (job.work == FETCH)
        while (job.begun < job.wanted && (line = free_line())) {
            ask(line, &asks[job.begun % ask_count], now());
            job.begun++;
        }
}

static size_t turns[LINES];

/* Line i says what stands at i, i + lines, i + 2 lines and so on: a connection keeps to its room. */
static void loop_on(uint64_t at) {
    for (size_t i = 0; i < job.lines && at < job.end; i++)
        if (senders[i].state == IDLE_LINE)
            begin_send(&senders[i], i + job.lines * turns[i]++, now());
}

static void beat_on(uint64_t at) {
    if (!beat_seconds || !person_count)
        return;
    uint64_t due = (uint64_t)((double)(at - beats_from) / 1e9 / beat_seconds * (double)person_count);
    for (; beats_said < due; beats_said++) {
        Line *line = &sockets[beats_said % person_count];
        if (line->state == STANDING)
            say_frame(line, 1, beat, beat_size);
    }
}

static int over(uint64_t at) {
    switch (job.work) {
    case CONNECT:
    case BACK:
        return job.done >= job.wanted || at - job.last > 6 * QUIET;
    case PACE:
    case WINDOW:
        return (job.sent >= job.wanted && job.done >= job.sent && job.heard >= job.expected) ||
               at - job.last > QUIET;
    case LOOP:
        return (at >= job.end && job.done >= job.sent && job.heard >= job.expected) ||
               (at >= job.end && at - job.last > QUIET);
    case FETCH:
        return job.done >= job.wanted || at - job.last > QUIET;
    default:
        return 0;
    }
}

static int later(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return a < b ? -1 : a > b;
}

static void tell_times(const char *name, Times *times) {
    if (times->count)
        qsort(times->items, times->count, sizeof *times->items, later);
    size_t n = times->count;
    uint32_t *t = times->items;
    printf(", \"%s\": {\"count\": %zu, \"p50\": %.3f, \"p99\": %.3f, \"max\": %.3f}", name, n,
           n ? t[n / 2] / 1e3 : 0, n ? t[n * 99 / 100] / 1e3 : 0, n ? t[n - 1] / 1e3 : 0);
    times->count = 0;
}

static double cpu_since(const struct rusage *before) {
    struct rusage at;
    getrusage(RUSAGE_SELF, &at);
    return (double)(at.ru_utime.tv_sec - before->ru_utime.tv_sec + at.ru_stime.tv_sec - before->ru_stime.tv_sec) +
           (double)(at.ru_utime.tv_usec - before->ru_utime.tv_usec + at.ru_stime.tv_usec - before->ru_stime.tv_usec) /
               1e6;
}

static void tell(void) {
    uint64_t end = job.last > job.start ? job.last : now();
    size_t standing = 0;
    for (size_t i = 0; i < person_count; i++)
        standing += sockets[i].state == STANDING;
    printf("{\"seconds\": %.6f, \"client_cpu\": %.4f, \"sent\": %zu, \"accepted\": %lu, \"refused\": %lu, "
           "\"status\": %d, \"expected\": %lu, \"heard\": %lu, \"sums_agree\": %s, \"bytes\": %lu, \"wrong\": %lu, "
           "\"lost\": %lu, \"again\": %lu, \"standing\": %zu",
           (double)(end - job.start) / 1e9, cpu_since(&job.before), job.sent, job.accepted, job.refused, job.status,
           job.expected, job.heard, job.expected_sum == job.heard_sum ? "true" : "false", job.bytes, job.wrong,
           job.lost, job.again, standing);
    tell_times("answers", &job.answers);
    tell_times("deliveries", &job.deliveries);
    tell_times("ready", &job.ready);
    tell_times("caught_up", &job.caught_up);
    printf("}\n");
    fflush(stdout);
    job.work = NOTHING;
}

static void begin(enum work work) {
    Times answers = job.answers, deliveries = job.deliveries, ready = job.ready, caught_up = job.caught_up;
    memset(&job, 0, sizeof job);
    job.answers = answers;
    job.deliveries = deliveries;
    job.ready = ready;
    job.caught_up = caught_up;
    job.answers.count = job.deliveries.count = job.ready.count = job.caught_up.count = 0;
    memset(turns, 0, sizeof turns);
    getrusage(RUSAGE_SELF, &job.before);
    job.work = work;
    job.start = job.last = job.due = now();
}

/* ---- commands */

static char input[1 << 16];
static size_t input_from, input_to;

static int next_byte(void) {
    if (input_from == input_to) {
        ssize_t came_in = read(0, input, sizeof input);
        if (came_in <= 0)
            exit(0); /* nobody asks any more */
        input_from = 0;
        input_to = (size_t)came_in;
    }
    return input[input_from++];
}

static char *take_bytes(size_t size) {
    char *bytes = malloc(size + 1);
    if (!bytes)
        die("out of memory");
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)next_byte();
    bytes[size] = 0;
    return bytes;
}

static Request take_request(size_t size, uint64_t hears) {
    Request request = {.text = take_bytes(size), .size = size, .hears = hears};
    request.time = memmem(request.text, size, TIME_PLACE, MARK_DIGITS);
    request.uuid = memmem(request.text, size, UUID_PLACE, UUID_LETTERS);
    request.number = memmem(request.text, size, NUMBER_PLACE, NUMBER_DIGITS);
    return request;
}

static void clear(Request *requests, size_t *count) {
    while (*count)
        free(requests[--*count].text);
}

static void add_person(size_t upgrade, size_t hello) {
    size_t before = person_room;
    people = grown(people, &person_room, person_count, sizeof *people);
    if (person_room != before) {
        if (person_count)
            for (size_t i = 0; i < person_count; i++)
                if (sockets[i].fd >= 0)
                    die("name all people before they connect");
        sockets = realloc(sockets, person_room * sizeof *sockets);
        askers = realloc(askers, person_room * sizeof *askers);
        if (!sockets || !askers)
            die("out of memory");
    }
    int at = (int)person_count++;
    people[at] = (Person){take_bytes(upgrade), take_bytes(hello), upgrade, hello};
    sockets[at] = (Line){.kind = SOCKET, .fd = -1, .person = at};
    askers[at] = (Line){.kind = ASKER, .fd = -1, .person = at};
}

static void drop_all(void) {
    for (size_t i = 0; i < person_count; i++) {
        hang_up(&sockets[i]);
        hang_up(&askers[i]);
        sockets[i].again = askers[i].again = 0;
    }
    for (size_t i = 0; i < LINES; i++)
        hang_up(&senders[i]);
}

static int is(const char *line, const char *word) {
    return !strncmp(line, word, strlen(word)) && line[strlen(word)] == ' ';
}

static void define(const char *line, size_t one, size_t two) {
    if (is(line, "person"))
        add_person(one, two);
    else if (is(line, "send")) {
        sends = grown(sends, &send_room, send_count, sizeof *sends);
        sends[send_count++] = take_request(one, two);
    } else if (is(line, "ask")) {
        asks = grown(asks, &ask_room, ask_count, sizeof *asks);
        asks[ask_count++] = take_request(one, two);
    } else if (is(line, "forget_sends"))
        clear(sends, &send_count);
    else if (is(line, "forget_asks"))
        clear(asks, &ask_count);
    else if (is(line, "ready"))
        ready_mark = take_bytes(one);
    else if (is(line, "beat")) {
        beat = take_bytes(one);
        beat_size = one;
        beat_seconds = (double)two;
        beats_from = now();
        beats_said = 0;
    } else
        die("a command nobody knows");
}

static void obey(const char *line) {
    double one = 0, two = 0, three = 0;
    sscanf(line, "%*s %lf %lf %lf", &one, &two, &three);
    if (is(line, "connect") || is(line, "back")) {
        begin(is(line, "connect") ? CONNECT : BACK);
        job.wanted = (size_t)one;
        job.at_once = (size_t)two;
        beats_from = job.start;
        beats_said = 0;
    } else if (is(line, "pace")) {
        begin(PACE);
        job.rate = one;
        job.wanted = (size_t)two;
        job.lines = (size_t)three;
    } else if (is(line, "window")) {
        begin(WINDOW);
        job.window = (size_t)one;
        job.wanted = (size_t)two;
        job.lines = (size_t)three;
    } else if (is(line, "loop")) {
        begin(LOOP);
        job.lines = (size_t)one;
        job.end = job.start + (uint64_t)(two * 1e9);
    } else if (is(line, "fetch")) {
        begin(FETCH);
        job.wanted = (size_t)one;
        job.lines = (size_t)two;
    } else if (is(line, "drop")) {
        begin(NOTHING);
        drop_all();
        tell();
    } else
        define(line, (size_t)one, (size_t)two);
}

static void take_commands(void) {
    char line[256];
    do {
        size_t size = 0;
        int letter;
        while ((letter = next_byte()) != '\n')
            if (size < sizeof line - 1)
                line[size++] = (char)letter;
        line[size] = 0;
        obey(line);
    } while (input_from < input_to && job.work == NOTHING);
}

/* Sleeps until something happens: to the microsecond where the next message is due soon. */
static int wait_for(struct epoll_event *events, int room, uint64_t at) {
    int64_t ns = job.waiting ? (int64_t)SECOND / 100 : (int64_t)SECOND / 5;
    if (job.work == PACE && job.sent < job.wanted && job.due > at && (int64_t)(job.due - at) < ns)
        ns = (int64_t)(job.due - at);
    if (job.work == LOOP && job.end > at && (int64_t)(job.end - at) < ns)
        ns = (int64_t)(job.end - at);
    if (ns < 3000000) {
        struct pollfd both = {poller, POLLIN, 0};
        struct timespec pause = {0, ns};
        ppoll(&both, 1, &pause, NULL);
        return epoll_wait(poller, events, room, 0);
    }
    return epoll_wait(poller, events, room, (int)(ns / 1000000));
}

int main(int count, char **words) {
    if (count != 2)
        die("usage: crowd PORT");
    port = atoi(words[1]);
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    ready_mark = calloc(1, 1);
    for (int i = 0; i < LINES; i++)
        senders[i] = (Line){.kind = SENDER, .fd = -1};
    struct epoll_event commands = {.events = EPOLLIN, .data.ptr = NULL}, events[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &commands);
    for (;;) {
        uint64_t at = now();
        if (job.work == CONNECT || job.work == BACK)
            come_in(at);
        if (job.work != NOTHING)
            open_lines(at);
        if (job.work == LOOP)
            loop_on(at);
        else
            send_what_is_due(at);
        beat_on(at);
        int n = wait_for(events, 512, at);
        for (int i = 0; i < n; i++)
            if (events[i].data.ptr)
                came(events[i].data.ptr, events[i].events);
            else if (job.work == NOTHING)
                take_commands();
        if (job.work != NOTHING && over(now()))
            tell();
    }
}
