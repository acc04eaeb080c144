const url = '##SHOP##';
