//===- Schedule.cpp - Which transfers a processor makes, and when -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Schedule.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>

using namespace hls4mlir::stream;

void Schedule::add(int64_t count, Ports takes, Ports gives) {
  if (count <= 0)
    return;
  if (!items.empty() && items.back().body.empty() && items.back().run.takes == takes &&
      items.back().run.gives == gives) {
    items.back().run.count += count;
    return;
  }
  items.push_back({{count, std::move(takes), std::move(gives)}, {}});
}

void Schedule::repeat(int64_t count, const Schedule &body) {
  if (count <= 0 || body.items.empty())
    return;
  // What is no loop is written as none, so that equal steps stay one run.
  bool isRun = body.items.size() == 1 && body.items.front().body.empty();
  if (isRun)
    return add(count * body.items.front().run.count, body.items.front().run.takes, body.items.front().run.gives);
  if (count > 1) {
    items.push_back({{count, {}, {}}, {body}});
    return;
  }
  for (const Item &item : body.items) {
    if (item.body.empty())
      add(item.run.count, item.run.takes, item.run.gives);
    else
      items.push_back(item);
  }
}

int64_t Schedule::getNumSteps() const {
  int64_t steps = 0;
  for (const Item &item : items)
    steps += item.run.count * (item.body.empty() ? 1 : item.body.front().getNumSteps());
  return steps;
}

int64_t Schedule::getNumTaken(unsigned operand) const {
  int64_t taken = 0;
  for (const Item &item : items)
    taken += item.run.count *
             (item.body.empty() ? llvm::is_contained(item.run.takes, operand) : item.body.front().getNumTaken(operand));
  return taken;
}

int64_t Schedule::getNumGiven(unsigned result) const {
  int64_t given = 0;
  for (const Item &item : items)
    given += item.run.count *
             (item.body.empty() ? llvm::is_contained(item.run.gives, result) : item.body.front().getNumGiven(result));
  return given;
}

Schedule::Cursor::Cursor(const Schedule &schedule) {
  assert(!schedule.items.empty() && "a processor without steps has no place to stand at");
  stack.push_back({&schedule, 0, 0});
  descend();
}

void Schedule::Cursor::descend() {
  while (true) {
    const Position &top = stack.back();
    const Item &item = top.loop->items[top.item];
    if (item.body.empty()) {
      run = &item.run;
      return;
    }
    stack.push_back({&item.body.front(), 0, 0});
  }
}

bool Schedule::Cursor::advance() {
  while (true) {
    Position &top = stack.back();
    if (++top.item < top.loop->items.size())
      break;
    top.item = 0;
    if (stack.size() == 1) {
      descend();
      return true;
    }
    // How often this body runs stands on the item that holds it.
    const Position &around = stack[stack.size() - 2];
    if (++top.iteration < around.loop->items[around.item].run.count)
      break;
    stack.pop_back();
  }
  descend();
  return false;
}
