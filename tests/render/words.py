"""The words that the official forms print, written down by hand: the rulebook gives only their order."""

from __future__ import annotations

from collections.abc import Mapping

REPORT = "年政府信息公开工作年度报告"
CONTENT = "信息内容"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS = "申请人情况"
ORGANISATIONS = "法人或其他组织"
OUTCOME = "三、本年度办理结果"
REVIEW = "行政复议"
LITIGATION = "行政诉讼"

BLOCKS = {
    "article-20-1": "第二十条第（一）项",
    "article-20-5": "第二十条第（五）项",
    "article-20-6": "第二十条第（六）项",
    "article-20-8": "第二十条第（八）项",
    "article-20-9": "第二十条第（九）项",
}
GROUPS = {
    "denied": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
_PROACTIVE_ROWS = {
    "regulations": "规章",
    "normative_documents": "行政规范性文件",
    "licences": "行政许可",
    "other_services": "其他对外管理服务事项",
    "penalties": "行政处罚",
    "coercive_measures": "行政强制",
    "fees": "行政事业性收费",
    "procurement": "政府集中采购",
}
_PROACTIVE_COLUMNS = {
    "made": "本年制发件数",
    "repealed": "本年废止件数",
    "in_force": "现行有效件数",
    "published": "本年新公开数量",
    "total_public": "对外公开总数量",
    "previous": "上一年项目数量",
    "change": "本年增/减",
    "decisions": "本年处理决定数量",
    "amount_10k_yuan": "本年收费金额（单位：万元）",
    "projects": "采购项目数量",
    "amount": "采购总金额",
}
PROACTIVE_ROWS: Mapping[str, Mapping[str, str]] = {
    "2021": _PROACTIVE_ROWS,
    "2019": {**_PROACTIVE_ROWS, "normative_documents": "规范性文件"},
}
PROACTIVE_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "2021": _PROACTIVE_COLUMNS,
    "2019": {**_PROACTIVE_COLUMNS, "made": "本年新制作数量", "decisions": "处理决定数量"},
}
REQUEST_ROWS = {
    "new_received": "一、本年新收政府信息公开申请数量",
    "carried_over": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partially_granted": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "denied.state_secret": "1.属于国家秘密",
    "denied.prohibited_by_law": "2.其他法律行政法规禁止公开",
    "denied.endangers_security": "3.危及“三安全一稳定”",
    "denied.third_party_rights": "4.保护第三方合法权益",
    "denied.internal_affairs": "5.属于三类内部事务信息",
    "denied.deliberative_process": "6.属于四类过程性信息",
    "denied.enforcement_file": "7.属于行政执法案卷",
    "denied.administrative_inquiry": "8.属于行政查询事项",
    "unavailable.not_held": "1.本机关不掌握相关政府信息",
    "unavailable.needs_creation": "2.没有现成信息需要另行制作",
    "unavailable.still_unclear": "3.补正后申请内容仍不明确",
    "not_processed.petition": "1.信访举报投诉类申请",
    "not_processed.duplicate": "2.重复申请",
    "not_processed.publication": "3.要求提供公开出版物",
    "not_processed.excessive": "4.无正当理由大量反复申请",
    "not_processed.reissue": "5.要求行政机关确认或重新出具已获取信息",
    "other": "（六）其他处理",
    "other.overdue_correction": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other.overdue_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other.remaining": "3.其他",
    "total": "（七）总计",
    "carried_forward": "四、结转下年度继续办理",
}
OUTSIDE_OUTCOME = ("new_received", "carried_over", "carried_forward")
APPLICANT_COLUMNS = {
    "natural_person": "自然人",
    "commercial": "商业企业",
    "research": "科研机构",
    "public_welfare": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
OUTSIDE_ORGANISATIONS = ("natural_person", "total")
RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"}
DISPUTES = {"review": REVIEW, "direct": "未经复议直接起诉", "after_review": "复议后起诉"}

# Other headings that mean the same section, as real reports print them.
HEADING_VARIANTS = {
    "overview": "总体工作情况",
    "proactive": "行政机关主动公开政府信息情况",
    "requests": "行政机关收到和处理政府信息公开申请情况",
    "disputes": "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "problems": "政府信息公开工作存在的主要问题及改进情况",
    "other": "需要报告的其他事项",
}
CAPTIONS = {
    "proactive": "表二  主动公开政府信息情况统计表",
    "requests": "表三  收到和处理政府信息公开申请情况统计表",
    "disputes": "表四  政府信息公开行政复议、行政诉讼情况统计表",
}
UNIT_OF_COUNT = "单位：件"
REMARK = "注：本表数据由本机关政府信息公开工作机构汇总。"
CONTENTS = "目  录"
