// SPDX-License-Identifier: Apache-2.0
// Headings and labels of the reports for people. Chinese terms are those of the translation of the standard that we work with.
#pragma once

#include "assess/judge/verdict.hpp"

namespace cardea::assess::phrase {

inline constexpr BothTongues kReport{"Assessment report", "评估报告"};
inline constexpr BothTongues kStandard{"ETSI EN 303 645 V2.1.1, tested by ETSI TS 103 701 V1.1.1",
                                       "ETSI EN 303 645 V2.1.1，按 ETSI TS 103 701 V1.1.1 测试"};
inline constexpr BothTongues kSummary{"Summary", "摘要"};
inline constexpr BothTongues kTable{"Table B.1: Implementation of provisions for consumer IoT security",
                                    "表 B.1：消费者物联网安全规定的执行情况"};
inline constexpr BothTongues kTableShort{"Table B.1", "表 B.1"};
inline constexpr BothTongues kSheets{"Test cases", "测试用例"};
inline constexpr BothTongues kDeviations{"Deviations", "偏差"};
inline constexpr BothTongues kNotFollowed{"Recommendations that are not followed", "未采用的建议"};
inline constexpr BothTongues kCoverage{"Coverage", "覆盖情况"};
inline constexpr BothTongues kLimitations{"Limitations", "局限"};
inline constexpr BothTongues kEnvironment{"Environment", "环境"};
inline constexpr BothTongues kEvidence{"Evidence", "证据"};

inline constexpr BothTongues kReference{"Reference", "参考"};
inline constexpr BothTongues kStatus{"Status", "状态"};
inline constexpr BothTongues kSupport{"Support", "支持"};
inline constexpr BothTongues kDetail{"Detail", "细节"};
inline constexpr BothTongues kConditions{"Conditions", "条件"};
inline constexpr BothTongues kNotation{
    "M: mandatory, R: recommendation, C: conditional. Y: supported, N: not supported, N/A: not applicable, –: neither shown nor "
    "refuted.",
    "M：强制性要求；R：建议；C：有条件。Y：受实施支持；N：不受实施支持；N/A：不适用；–：既未证实也未否定。"};

inline constexpr BothTongues kTarget{"Target", "被测设备"};
inline constexpr BothTongues kRun{"Run", "评估时间"};
inline constexpr BothTongues kHead{"Evidence head", "证据链末端"};
inline constexpr BothTongues kMethod{"Method", "方法"};
inline constexpr BothTongues kReproduction{"Reproduction", "复现"};
inline constexpr BothTongues kRecords{"Records", "记录"};
inline constexpr BothTongues kRecord{"Record", "记录"};
inline constexpr BothTongues kExpected{"Expected", "期望"};
inline constexpr BothTongues kFound{"Found", "实际"};
inline constexpr BothTongues kRemedy{"Remedy", "整改措施"};
inline constexpr BothTongues kDeclared{"Declared", "声明"};
inline constexpr BothTongues kDoesNotContradict{"The declaration does not contradict itself", "声明不自相矛盾"};
inline constexpr BothTongues kContradictions{"Contradictions", "矛盾"};
inline constexpr BothTongues kNoDeviation{"No test unit failed and no mandatory provision is declared as not supported.",
                                          "没有不通过的测试单元，也没有声明为不支持的强制性规定。"};

inline constexpr BothTongues kProbe{"Probe", "探针"};
inline constexpr BothTongues kEffect{"Effect on the target", "对被测设备的影响"};
inline constexpr BothTongues kState{"State", "状态"};
inline constexpr BothTongues kTook{"Took", "耗时"};
inline constexpr BothTongues kExtent{"What was looked at", "查看范围"};
inline constexpr BothTongues kAllUnits{"All test units", "全部测试单元"};
inline constexpr BothTongues kByMethod{"By who decides", "按判定方式"};
inline constexpr BothTongues kByClause{"By clause", "按章节"};
inline constexpr BothTongues kLooks{"What the probes did", "探针所做"};
inline constexpr BothTongues kHowToVerify{
    "Every record names the SHA-256 of the one before it. cardea assess verify DIR makes every verdict again from them alone.",
    "每条记录都含有前一条记录的 SHA-256。cardea assess verify DIR 仅凭这些记录即可重新作出全部判定。"};
inline constexpr BothTongues kWordsKept{"What was declared and found stands in the words in which it was recorded.",
                                        "声明的内容保留原文；所见由记录译出，其中被测设备、声明、其他工具和人员的用语保留原文。"};

}  // namespace cardea::assess::phrase
