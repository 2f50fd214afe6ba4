#!/bin/sh
# tshark 4.0.17 (Debian 4.0.17-0+deb12u3) printed roaming.tsv with this command: sh fields.sh roaming.pcap > roaming.tsv
exec tshark -r "$1" -o gtp.track_gtp_session:TRUE -T fields -E header=y -E separator=/t \
  -e frame.time_epoch -e ip.src -e ip.dst -e e212.imsi -e e212.mcc -e e212.mnc \
  -e diameter.cmd.code -e diameter.flags.request -e diameter.hopbyhopid -e diameter.endtoendid \
  -e diameter.Session-Id -e diameter.User-Name -e diameter.IMEI -e diameter.Result-Code \
  -e diameter.Experimental-Result-Code -e diameter.Visited-PLMN-Id -e diameter.RAT-Type \
  -e tcap.otid -e tcap.dtid -e sccp.calling.digits -e sccp.called.digits \
  -e gsm_old.invokeID -e gsm_old.localValue -e gsm_old.invoke_element \
  -e gsm_old.returnResultLast_element -e gsm_old.returnError_element \
  -e gtpv2.message_type -e gtpv2.seq -e gtpv2.session -e gtpv2.cause -e gtpv2.apn -e gtpv2.rat_type -e gtpv2.mei
